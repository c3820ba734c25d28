"""What each kind of report says, and what it refuses."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corridor.consultation.practices.practice import library
from corridor.plan.words import Catalogue
from corridor.plan.writing import write
from corridor.reports import kinds
from corridor.reports.document import Column, Line, Section, Table
from corridor.reports.errors import ReportError
from corridor.reports.forms.columns import share
from corridor.reports.kinds.changes import Differing, changes
from corridor.reports.kinds.grounds import Grounds
from corridor.reports.kinds.narrowed import of_region
from corridor.reports.kinds.partnership import FIGURES
from corridor.reports.kinds.plan_folder import read_plan
from corridor.reports.kinds.speech import KIND_MESSAGES, KindSpeech
from corridor.reports.report import Report
from corridor.reports.speech import LANGUAGES, Speech
from tests.reports.made_dossier import later_dossier, made_dossier
from tests.reports.made_plan import made_plan
from tests.reports.opened import groups
from tests.reports.subjects import subjects

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def written(name: str, lang: str = "en") -> Report:
    kind, subject, region = subjects()[name]
    return kinds.written(kind, subject, lang, region=region)


def table(report: Report, id: str) -> list[list[str]]:
    """The cells of a table as texts."""
    found = next(b for blocks in groups(report.sections) for b in blocks if isinstance(b, Table) and b.id == id)
    return [
        [" ".join(run.text for runs in cell.lines for run in runs).replace("\xa0", " ") for cell in row.cells]
        for row in found.rows
    ]


def said(section: Section) -> str:
    """All text of a chapter."""
    lines: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, Line):
            lines.append(value.text)
        elif isinstance(value, tuple):
            for one in value:
                collect(one)
        elif hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                collect(getattr(value, name))

    collect(section)
    return " ".join(lines)


def chapter(report: Report, id: str) -> Section:
    return next(section for section in report.sections if section.id == id)


# ---- words --------------------------------------------------------------------------------------
def test_every_sentence_is_there_in_three_languages_with_the_same_placeholders() -> None:
    def forms(entry: Any) -> list[str]:
        return list(entry.values()) if isinstance(entry, dict) else [entry]

    for key, entry in json.loads(KIND_MESSAGES.read_text(encoding="utf-8")).items():
        assert tuple(entry) == LANGUAGES, key
        used = {lang: {p for f in forms(entry[lang]) for p in PLACEHOLDER.findall(f)} for lang in LANGUAGES}
        assert used["en"] == used["fr"] == used["nl"], key
        assert all(f.strip() for lang in LANGUAGES for f in forms(entry[lang])), key


def test_errors_are_there_in_three_languages_with_the_same_placeholders() -> None:
    for key, entry in json.loads(ReportError.texts.read_text(encoding="utf-8")).items():
        used = {lang: {p for f in entry[lang] for p in PLACEHOLDER.findall(f)} for lang in LANGUAGES}
        assert used["en"] == used["fr"] == used["nl"], key
        assert {len(entry[lang]) for lang in LANGUAGES} == {2}


def test_no_sentence_is_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    told: set[str] = set()
    for name in ("say", "counted"):
        plain = getattr(Catalogue, name)

        def recorded(self: Catalogue, key: str, *args: Any, _plain: Any = plain, **values: str) -> str:
            told.add(key)
            return str(_plain(self, key, *args, **values))

        monkeypatch.setattr(Catalogue, name, recorded)
    for name in subjects():
        written(name)
        kinds.render(*subjects()[name][:2], "en", "html", region=subjects()[name][2])
    known = {key for key in json.loads(KIND_MESSAGES.read_text(encoding="utf-8"))}
    source = "".join(path.read_text("utf-8") for path in KIND_MESSAGES.parent.glob("*.py"))
    built = {match[1] for match in re.finditer(r'f"([a-z_]+\.(?:[a-z_]+\.)?)\{', source)}
    left = {key for key in known - told if f'"{key}"' not in source and not any(key.startswith(b) for b in built)}
    assert left == set()


def test_every_topic_of_the_library_has_its_words() -> None:
    for lang in LANGUAGES:
        for one in library().values():
            for key in one.topics:
                assert KindSpeech(lang).say(f"topic.{key}")


# ---- what the kinds say -------------------------------------------------------------------------
def test_the_analysis_of_a_region_counts_its_findings_and_their_evidence() -> None:
    report = written("region")
    assert report.opening.title == "Strengths and weaknesses: Flanders"
    assert report.opening.verdict.startswith("1 strength, 1 weakness, 1 opportunity and 0 threats")
    assert table(report, "findings-table") == [
        ["Strengths", "1"],
        ["Weaknesses", "1"],
        ["Opportunities", "1"],
        ["Threats", "0"],
    ]
    rows = table(report, "finding:f1:evidence")
    assert [row[0] for row in rows] == ["Fee", "Een nota A remark"]
    assert rows[0][1] == "€ 999 source 1"
    assert "Finding 3" not in " ".join(said(section) for section in report.sections if section.id != "onward")


def test_a_region_shows_the_values_of_its_law_with_their_sources() -> None:
    rows = table(written("region"), "law-table")
    fee = next(row for row in rows if ("fee" in row[0].lower() and "regional" in row[0].lower()) or "Flemish" in row[0])
    assert re.search(r"\d", fee[1])
    assert fee[3].startswith("source ")
    assert "law-table" not in {b.id for bs in groups(written("country").sections) for b in bs if isinstance(b, Table)}


def test_what_is_not_known_is_said() -> None:
    report = written("region", "nl")
    flows = table(report, "flows-table")
    assert {row[3] for row in flows} == {"niet bekend"}
    doubts = " ".join(" ".join(row) for row in table(report, "doubts-table"))
    assert "Betrouwbaarheid: laag." in doubts
    assert "zegt nu iets anders" in doubts, "the fee that was seen is not that of the law"


def test_practices_say_who_says_so_and_that_a_result_is_not_known() -> None:
    report = written("practices")
    assert report.opening.verdict.startswith("2 practices of 2 countries")
    unknown = [one for one in made_dossier().practices if one.result is None]
    for one in unknown:
        rows = {row[0]: row[1] for row in table(report, f"practice:{one.key}:table")}
        assert rows["Result"] == "not known"


def test_recommendations_carry_effect_time_cost_comments_and_decision() -> None:
    report = written("recommendations")
    rows = {row[0]: row for row in table(report, "recommendations-table")}
    assert rows["Change the list"][2:] == [
        "law",
        "cases with a way to work: 40 → 55",
        "support: 1; objection: 0; amendment: 1",
        "adopted (Government, 1 September 2026)",
    ]
    assert rows["Not simulated"][3] == "not known"
    assert rows["A shorter step"][3] == "days: 90 → 30"
    assert table(report, "change:step") == [
        ["Days that the step takes", "90", "30", "−60"],
        ["Cost for who asks", "EUR 140", "not known", "not known"],
    ]
    comments = table(report, "recommendation:law:comments")
    assert comments[0] == ["Employers' federation", "support", "Good.", "taken up Agreed."]
    assert comments[1][0] == "a person"
    assert "no answer yet" in table(report, "recommendation:step:comments")[0][3]
    assert table(report, "effect:law") == [["Before", "40"], ["After", "55"], ["All cases", "200"]]


def test_a_report_of_a_region_leaves_out_the_others() -> None:
    rows = [row[0] for row in table(written("recommendations of a region"), "recommendations-table")]
    assert rows == ["Change the list", "Not simulated", "A shorter step"]
    assert {one.key for one in of_region(made_dossier(), "brussels").evidence} == {"unread"}


def test_the_summary_counts_and_hides_small_numbers_of_people() -> None:
    report = written("programme")
    assert table(report, "event:day:table") == [
        ["1 March 2026, on site", "80", "64"],
        ["1 March 2026, online", "30", "not known or fewer than 10"],
    ]
    steps = table(report, "steps-table")
    assert [row[4] for row in steps] == ["yes", "no", "not known"]
    assert ["Decisions", "2"] in table(report, "chain-table")


def test_differences_stand_side_by_side() -> None:
    found = {one.key: one for one in changes(made_dossier(), later_dossier(), "en")}
    assert {key: one.state for key, one in found.items()} == {
        "f0": "changed",
        "f2": "removed",
        "i3": "added",
        "d2": "changed",
    }
    assert found["f0"].fields == (Differing("Title", "Finding 0", "Finding zero, said better"),)
    report = written("differences")
    assert report.opening.verdict == "1 item was added, 1 was removed, 2 changed."
    (row,) = table(report, "changed-finding:f0:table")
    assert row == ["Title", "Finding 0", "Finding zero, said better"]
    same = kinds.written("differences", (made_dossier(), made_dossier()), "fr")
    assert same.opening.verdict == "Rien n'a changé entre les deux versions."


def test_two_plans_are_held_side_by_side() -> None:
    rows = table(written("plans"), "circles-differ")
    flanders = next(row for row in rows if row[0] == "Flanders")
    assert flanders[2:] == ["not known", "not known"]


def test_a_scheme_says_what_no_source_states() -> None:
    report = written("scheme")
    assert table(report, "scheme-table")
    assert "No source states it." in said(chapter(report, "doubts"))


def test_a_design_says_what_it_rests_on() -> None:
    report = written("design")
    assert {"people", "money", "checks", "assumed"} <= {section.id for section in report.sections}
    assert "drawn from an assumption" in said(chapter(report, "doubts"))


# ---- refusals -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "subject", "lang", "format", "region", "key"),
    [
        ("poem", None, "en", "pdf", None, "kind"),
        ("plan", None, "en", "pdf", None, "subject"),
        ("region", made_plan(), "en", "pdf", "flanders", "subject"),
        ("partnership", made_plan(), "en", "pdf", None, "subject"),
        ("differences", (made_plan(), made_dossier()), "en", "pdf", None, "subject"),
        ("differences", made_plan(), "en", "pdf", None, "subject"),
        ("region", made_dossier(), "en", "pdf", None, "region_missing"),
        ("region", made_dossier(), "en", "pdf", "atlantis", "region"),
        ("plan", made_plan(), "en", "pdf", "flanders", "region_without"),
        ("plan", made_plan(), "de", "pdf", None, "language"),
        ("plan", made_plan(), "en", "odt", None, "format"),
    ],
)
def test_what_cannot_be_rendered_is_told(
    kind: str, subject: Any, lang: str, format: str, region: str | None, key: str
) -> None:
    with pytest.raises(ReportError) as told:
        kinds.render(kind, subject, lang, format, region=region)
    assert told.value.key == key
    assert all(all(told.value.told(one)) for one in LANGUAGES)


def test_a_plan_comes_back_from_its_folder(tmp_path: Path) -> None:
    made = made_plan()
    write(made, tmp_path / "plan")
    again = read_plan(tmp_path / "plan")
    assert again.document() == made.document()
    assert kinds.render("plan", again, "nl", "html") == kinds.render("plan", made, "nl", "html")


@pytest.mark.parametrize("held", ["", "{", "[]", '{"region": "flanders"}', '{"date": "x"}'])
def test_a_folder_that_holds_no_plan_is_told(tmp_path: Path, held: str) -> None:
    (tmp_path / "plan.json").write_text(held)
    with pytest.raises(ReportError) as told:
        read_plan(tmp_path)
    assert told.value.key == "plan_unreadable"


def test_all_languages_have_their_region_names() -> None:
    for lang in LANGUAGES:
        assert len({KindSpeech(lang).place(region) for region in kinds.REGIONS}) == len(kinds.REGIONS)
    assert Speech("fr").say("region.flanders") == KindSpeech("fr").place("flanders")


@pytest.mark.parametrize("format", kinds.FORMATS)
def test_a_scheme_that_runs_has_every_form(format: str) -> None:
    from tests.reports.test_scheme_report import report

    assert kinds.render("partnership", report("match"), "fr", format)
    made = kinds.written("partnership", report("match"), "nl")
    assert [section.id for section in made.sections][-1] == "sources"
    assert made.day == report("match").made_on


# ---- what must not be left out ------------------------------------------------------------------
def test_brussels_shows_the_monthly_thresholds_in_force_and_no_repealed_ones() -> None:
    report = kinds.written("region", made_dossier(), "en", region="brussels")
    rows = table(report, "law-table")
    assert any("3,703.44" in row[1] for row in rows)
    assert not [row for row in rows if row[1] == "not known"]


def test_texts_of_sections_events_steps_and_the_dossier_itself_are_compared() -> None:
    made = made_dossier()
    assert made.programme is not None
    draft = made.drafts[0]
    first = draft.rounds[0]
    section = replace(first.sections[0], text={"en": "Another text"})
    round_ = replace(first, closes=date(2026, 7, 1), sections=(section, *first.sections[1:]))
    step = replace(made.programme.steps[1], done=True)
    after = replace(
        made,
        note={"en": "Another note", "fr": "For tests.", "nl": "For tests."},
        programme=replace(made.programme, steps=(made.programme.steps[0], step, made.programme.steps[2])),
        drafts=(replace(draft, rounds=(round_, *draft.rounds[1:])),),
        events=(replace(made.events[0], place="Namur"), *made.events[1:]),
    )
    assert {(one.kind, one.key): tuple(f[:3] for f in one.fields) for one in changes(made, after, "en")} == {
        ("draft", "draft/1"): (("Closes", "1\xa0June\xa02026", "1\xa0July\xa02026"),),
        ("draft", "draft/1/s1"): (("Text", "", "Another text"),),
        ("programme", "review/later"): (("Done", "no", "yes"),),
        ("event", "day"): (("Place", "Brussels", "Namur"),),
        ("dossier", "dossier"): (("Note", "For tests.", "Another note"),),
    }
    report = kinds.written("differences", (made, after), "nl")
    assert "5 veranderden" in report.opening.verdict
    turned = replace(made, findings=made.findings[::-1])
    assert "order" in kinds.written("differences", (made, turned), "en").opening.verdict


def test_findings_of_the_whole_country_concern_each_region() -> None:
    made = made_dossier()
    country = replace(made.findings[0], key="all", region="belgium")
    narrowed = of_region(replace(made, findings=(*made.findings, country)), "brussels")
    assert [one.key for one in narrowed.findings] == ["f3", "all"]
    assert {key for one in narrowed.initiatives for key in one.findings} == set()
    said = [one.key for draft in narrowed.drafts for round_ in draft.rounds for one in round_.comments]
    assert said == ["c3"], "the law of Flanders was not commented on for Brussels"


def test_a_source_that_was_read_again_has_the_last_day() -> None:
    grounds = Grounds(KindSpeech("en"))
    for day in (date(2026, 1, 1), date(2026, 5, 1), None):
        grounds.cite("A page", "https://example.org", day)
    (source,) = grounds.sources.values()
    assert source.read == date(2026, 5, 1)


def test_an_effect_is_told_by_what_is_known_of_it() -> None:
    from corridor.consultation.dossier import shipped
    from corridor.reports.kinds.recommendations import _effect

    found = {one.key: _effect(one, KindSpeech("en")) for one in shipped().recommendations}
    assert found["fl-fee-renewal"].startswith("cost:"), "a step that changes the cost alone"
    assert found["be-ninety-days"].startswith("days:")
    assert "not known for 1,205 cases before and 1,154 after" in found["fl-drivers"]


def ends_elsewhere(result: Any) -> list[str]:
    """Where people end that is no figure of the simulation."""
    return [one.kind for one in result.outcomes if one.people.mean and one.kind not in FIGURES]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_design_says_each_thing_once_and_in_words(lang: str) -> None:
    report = written("design", lang)
    people = [row[0] for row in table(report, "people-table")]
    assert len(people) == len(set(people))
    ends = {one.kind for one in subjects()["design"][1][1].outcomes if one.people.mean}
    assert {"employed", "placed_home"} <= ends, "figures say it already"
    assert len(people) == len(FIGURES) + len(ends_elsewhere(subjects()["design"][1][1]))
    assert "`" not in " ".join(said(section) for section in report.sections)


def test_a_doubt_about_one_thing_stands_in_one_row() -> None:
    names = [row[0] for row in table(written("recommendations"), "doubts-table")]
    assert len(names) == len(set(names))


def test_no_word_of_a_head_is_broader_than_its_column() -> None:
    narrow, wide = Column("Number", True), Column("Recommendations", True)
    assert share(narrow, first=False) == 0.9
    assert share(wide, first=False) == pytest.approx(1.2)
