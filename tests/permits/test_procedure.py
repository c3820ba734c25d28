"""Procedure: the worked and mirrored cases, every deadline on its last day and the day after, and faulty input."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from corridor.cli.procedure import procedure_command
from corridor.permits.book import LAW, book
from corridor.permits.case import REGIONS
from corridor.permits.procedure import procedure
from corridor.permits.procedure_days import holidays, is_working_day, shifted
from corridor.permits.procedure_file import load
from corridor.permits.procedure_model import FEDERAL, NO_CATEGORY, Deadline
from corridor.rules.errors import CaseError, RuleFileError

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr", "nl")
KEYS = ("id", "region", "date", "category", "facts")
DAY = timedelta(days=1)


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return found


WORKED, MIRRORED = cases("procedure_cases.yaml"), cases("procedure_mirrored_cases.yaml")


def ask(region: str, day: str | date, category: str | None = None, lang: str = "en", **facts: Any) -> dict[str, Any]:
    return procedure({"region": region, "date": day, "category": category, "facts": facts}, lang)


def result(answer: dict[str, Any], name: str) -> Any:
    """A named result; a finding that does not apply is "absent"."""
    return answer[name] if name in ("permit_needed", "eligible") else answer["findings"].get(name, "absent")


# ---- cases ----
@pytest.mark.parametrize("case", WORKED, ids=lambda c: c["id"])
def test_worked_case(case: dict[str, Any]) -> None:
    answer = procedure({k: case[k] for k in KEYS})
    assert {n: result(answer, n) for n in case["expect"]} == case["expect"]
    for name, value in case["expect"].items():
        if name in book("flanders").rules.numbers:
            assert answer["numbers"][name] == value


@pytest.mark.parametrize("case", MIRRORED, ids=lambda c: c["id"])
def test_mirrored_case(case: dict[str, Any]) -> None:
    answer = procedure({k: case[k] for k in KEYS})
    assert {n: result(answer, n) for n in case["expect"]} == case["expect"]
    assert set(case.get("unknown", ())) <= set(answer["unknown_facts"])


def test_a_case_decides_by_its_facts_and_not_by_its_id() -> None:
    for case in WORKED:
        plain = {k: case[k] for k in KEYS}
        one, other = procedure(plain), procedure({**plain, "id": "another"})
        assert {**one, "id": ""} == {**other, "id": ""}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_filled_in(lang: str) -> None:
    for case in [*WORKED, *MIRRORED]:
        answer = procedure({k: case[k] for k in KEYS}, lang)
        told = [e["text"] for e in answer["explained"]] + [d["what"] for d in answer["deadlines"]]
        assert all(t and "{" not in t for t in told), case["id"]
        decided = {e["finding"] for e in answer["explained"]}
        assert set(answer["findings"]) - decided <= {"outcome"}, "every finding is explained"
        json.dumps(answer)


# ---- deadlines: the last day and the day after ----
FACTS: dict[str, dict[str, Any]] = {
    "blue_card_mobility_decision": {"months_in_other_state": 12},
    "blue_card_mobility_filing": {"months_in_other_state": 18},
    "seasonal_decision": {"renewal": False, "residence_status": "abroad", "previous_seasonal_stays_5y": 0},
    "seasonal_request": {"renewal": False, "residence_status": "abroad", "previous_seasonal_stays_5y": 0},
    "seasonal_extension": {"residence_status": "short_stay_seasonal"},
    "orientation_mobile_filing": {"mobility_in_belgium": True},
    "job_search": {"job_lost": True},
    "blue_card_job_search": {"job_lost": True},
    "card_refile": {"new_element": False},
    "card_refile_before_2022": {"new_element": False},
    "completion_substance": {"admissible_on": "2020-01-01"},
}
CHAINED = {"seasonal_request": "complete_on", "student_provisional_proof": "entered_on"}
"""Deadlines that count from another one, and the date from which that one counts."""


@cache
def deadlines() -> list[tuple[str, Deadline]]:
    found = {}
    for region in REGIONS:
        for deadline in load(LAW, region, book(region).rules).deadlines:
            layer = region if deadline.scope.layer != FEDERAL else FEDERAL
            found[f"{layer}.{deadline.id}.{deadline.scope.until}"] = (layer, deadline)
    return list(found.values())


def filed(layer: str, deadline: Deadline, start: date, **more: Any) -> dict[str, Any]:
    """A case in which the deadline runs from a day."""
    category = sorted(deadline.scope.routes - {NO_CATEGORY} or {None})[0]
    clock = CHAINED.get(deadline.id, deadline.clock_fact)
    facts = {**FACTS.get(deadline.id, {}), clock: start, **more}
    if deadline.id == "renewal_tacit":
        facts |= {"renewal": True, "expires_on": start + timedelta(days=80)}
    day = facts.pop("application_date", start)
    return procedure({"region": layer, "date": day, "category": category, "facts": facts})


def of(answer: dict[str, Any], name: str) -> dict[str, Any]:
    return next(d for d in answer["deadlines"] if d["id"] == name)


@pytest.mark.parametrize(("layer", "deadline"), deadlines(), ids=lambda x: getattr(x, "id", x))
def test_last_day_of_a_deadline(layer: str, deadline: Deadline) -> None:
    within = deadline.scope.start or (deadline.scope.until or date(2025, 4, 1)) - timedelta(days=200)
    start = max(within, date(2019, 1, 1)) + timedelta(days=130)
    due = date.fromisoformat(of(filed(layer, deadline, start), deadline.id)["due"])
    assert due < start if deadline.before and deadline.id not in CHAINED else due >= start
    act = deadline.act[0]
    first = deadline.first_day
    for day, kept in ((due - DAY, not first), (due, True), (due + DAY, first)):
        if act == deadline.clock_fact or (
            act == "application_date" and deadline.scope.until and day > deadline.scope.until
        ):
            continue
        told = of(filed(layer, deadline, start, **{act: day}), deadline.id)
        assert told["due"] == due.isoformat()
        assert told["kept"] is kept


def test_every_deadline_says_who_what_and_where_it_stands() -> None:
    assert len(deadlines()) > 50
    for layer, deadline in deadlines():
        assert deadline.phrase.ref is not None, (layer, deadline.id)
        assert set(deadline.phrase.text) >= set(LANGUAGES)


def test_a_deadline_without_its_date_names_what_starts_it() -> None:
    told = of(ask("federal", "2025-01-01", "eu_blue_card"), "blue_card_decision")
    assert (told["due"], told["starts_from"]) == (None, ["complete_on"])


def test_deadlines_come_by_date() -> None:
    answer = ask("flanders", "2025-01-01", "highly_skilled", expires_on="2025-06-01", notified_on="2024-12-20")
    due = [d["due"] for d in answer["deadlines"] if d["due"]]
    assert due == sorted(due)
    assert len(due) == 4


def test_the_clock_stands_still_while_information_is_asked() -> None:
    def due(**facts: Any) -> Any:
        answer = ask("brussels", "2025-04-01", "professional_card", admissible_on="2025-01-10", **facts)
        return of(answer, "card_decision")["due"]

    assert due() == "2025-05-10"
    assert due(asked_on="2025-02-01", answered_on="2025-02-21") == "2025-05-30"
    assert due(asked_on="2025-02-01") is None


def test_a_student_never_completes_after_the_present_stay() -> None:
    answer = ask("federal", "2023-07-01", "student", asked_on="2023-07-01", expires_on="2023-07-20")
    assert of(answer, "student_completion")["due"] == "2023-07-20"


def test_registration_counts_from_the_later_of_entry_and_grant() -> None:
    for facts, due in (
        ({"entered_on": "2025-03-03"}, "2025-03-13"),
        ({"entered_on": "2025-03-03", "granted_on": "2025-02-01"}, "2025-03-13"),
        ({"entered_on": "2024-03-03", "granted_on": "2025-03-03"}, "2025-03-13"),
        ({"entered_on": "2025-04-11"}, "2025-04-24"),  # Easter Monday lies between
    ):
        answer = ask("wallonia", "2025-03-01", "shortage", **facts)
        assert of(answer, "commune_registration")["due"] == due


# ---- counting ----
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month() -> None:
    assert shifted(date(2024, 1, 31), 1, "months") == date(2024, 2, 29)
    assert shifted(date(2023, 1, 31), 1, "months") == date(2023, 2, 28)
    assert shifted(date(2024, 3, 31), -1, "months") == date(2024, 2, 29)
    assert shifted(date(2024, 2, 29), 1, "years") == date(2025, 2, 28)
    assert shifted(date(2020, 1, 2), 90, "days") == date(2020, 4, 1)


def test_belgian_public_holidays() -> None:
    assert len(holidays(2025)) == 10
    assert {date(2025, 4, 21), date(2025, 5, 29), date(2025, 6, 9), date(2025, 7, 21)} <= holidays(2025)
    assert is_working_day(date(2025, 4, 22))
    assert not is_working_day(date(2025, 4, 21))
    assert not is_working_day(date(2025, 4, 26))
    assert shifted(date(2025, 4, 22), -1, "working_days") == date(2025, 4, 18)


# ---- what is taken, and what is not known ----
def test_presumptions_are_listed_and_give_way_to_statements() -> None:
    presumed = ask("federal", "2024-09-01", "orientation_year", days_before_expiry=20)["presumed"]
    assert presumed["documents_complete"] is True
    assert presumed["months_used"] == 0
    stated = ask("federal", "2024-09-01", "orientation_year", days_before_expiry=20, months_used=12)
    assert "months_used" not in stated["presumed"]
    assert stated["eligible"] is False


def test_what_the_case_says_nothing_about_is_listed_as_not_examined() -> None:
    silent = ask("federal", "2020-04-02", "eu_blue_card", complete_on="2020-01-02")
    assert silent["eligible"] is True
    assert {"blue_card_passport", "blue_card_place"} <= {r["id"] for r in silent["not_examined"]}
    stated = ask("federal", "2020-04-02", "eu_blue_card", complete_on="2020-01-02", passport_valid=False)
    assert stated["eligible"] is False
    assert stated["not_examined"] == []


def test_an_unknown_answer_names_the_facts_behind_a_deadline() -> None:
    answer = ask("federal", "2021-03-01", "eu_blue_card", decision="refused")
    assert answer["findings"]["outcome"] is None
    assert answer["unknown_facts"] == ["complete_on", "decided_on"]


def test_filling_in_an_unknown_fact_never_turns_a_decided_result() -> None:
    fills = {
        "chances_proven": (True, False),
        "decided_on": ("2020-03-01", "2020-06-01"),
        "fault": ("employer", "worker"),
    }
    for case in [*WORKED, *MIRRORED]:
        before = procedure({k: case[k] for k in KEYS})
        for fact in set(before["unknown_facts"]) & set(fills):
            for value in fills[fact]:
                after = procedure({**{k: case[k] for k in KEYS}, "facts": {**case["facts"], fact: value}})
                for name in ("eligible", "permit_needed"):
                    assert before[name] in (None, after[name]), (case["id"], fact, value)


def test_a_contradiction_is_noted() -> None:
    answer = ask("brussels", "2025-05-30", None, notified_on="2025-05-01", days_since_notice=10, appeal_by="employer")
    assert [n["id"] for n in answer["notes"]] == ["contradiction"]


def test_dates_outside_the_description_are_answered_with_a_note() -> None:
    assert [n["id"] for n in ask("federal", "2018-06-01", "ltr_second_ms", ltr_state="DK")["notes"]] == [
        "before_coverage"
    ]
    assert [n["id"] for n in ask("federal", "2027-06-01", "seasonal")["notes"]] == ["after_coverage"]


def test_a_federal_case_meets_federal_rules_only() -> None:
    federal = ask("Federal", "2024-03-01", None, authorisation="limited", appeal_by="worker")
    assert "appeal_admissible" not in federal["findings"]
    assert federal["law"]["region"] == "federal"
    assert not any(d["id"].startswith("appeal_") for d in federal["deadlines"])


def test_categories_and_facts_under_other_names() -> None:
    one = ask("brussels", "2025-03-01", "self_employed_authorisation", residence_status="tourist")
    other = ask("Brussels", "2025-03-01", "professional_card", status="short_stay", short_stay_purpose="tourism")
    assert one == other
    assert one["category"] == "professional_card"


# ---- faulty input ----
@pytest.mark.parametrize(
    ("case", "place", "remedy"),
    [
        ("no case", "case", "mapping"),
        ({"date": "2024-01-01"}, "region", "federal, flanders"),
        ({"region": "Flandria", "date": "2024-01-01"}, "region", "flanders"),
        ({"region": "flanders"}, "date", "the day"),
        ({"region": "flanders", "date": "2024-02-30"}, "application_date", "YYYY-MM-DD"),
        ({"region": "flanders", "date": "2024-02-01", "category": "blue_crad"}, "category", "blue_card"),
        ({"region": "flanders", "date": "2024-02-01", "category": "residual"}, "category", "nearest"),
        ({"region": "flanders", "date": "2024-02-01", "fact": {}}, "fact", "facts"),
        ({"region": "flanders", "date": "2024-02-01", "facts": ["a"]}, "facts", "one a line"),
        (
            {"region": "flanders", "date": "2024-02-01", "facts": {"complete_no": "2024-01-01"}},
            "complete_no",
            "complete_on",
        ),
        ({"region": "flanders", "date": "2024-02-01", "facts": {"days_requested": "x"}}, "days_requested", "digits"),
        ({"region": "flanders", "date": "2024-02-01", "facts": {"fault": "boss"}}, "fault", "employer"),
        (
            {"region": "flanders", "date": "2024-02-01", "facts": {"start_capital": float("nan")}},
            "start_capital",
            "leave",
        ),
    ],
)
def test_a_case_that_cannot_be_read(case: Any, place: str, remedy: str) -> None:
    with pytest.raises(CaseError) as caught:
        procedure(case)
    assert caught.value.place == place
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("wrong", "right", "fault"),
    [
        ("clock: [complete_on]", "clock: [complete_no]", "unknown fact 'complete_no'; nearest: complete_on"),
        ("who: immigration_office", "who: imigration_office", "unknown actor"),
        ("value: p.blue_card_decision_days", "value: p.blue_card_decision_day", "unknown parameter"),
        ('source: law-2019-05-05, article: "61/27-2"', "source: law-2019-05-06", "unknown source 'law-2019-05-06'"),
        ("decision == 'granted'", "decision == 'grant'", "unknown value of decision 'grant'; nearest: granted"),
        ('value: "=not renewal"', 'value: "=not (renewal"', "is no expression"),
    ],
)
def test_a_faulty_rule_file_names_file_line_and_remedy(tmp_path: Path, wrong: str, right: str, fault: str) -> None:
    text = (LAW / FEDERAL / "findings.yaml").read_text(encoding="utf-8")
    assert wrong in text
    (tmp_path / FEDERAL).mkdir()
    (tmp_path / FEDERAL / "findings.yaml").write_text(text.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(RuleFileError) as caught:
        load(tmp_path, "flanders", book("flanders").rules)
    first = str(caught.value.faults[0])
    assert fault in first
    assert "findings.yaml:" in first


# ---- the command ----
def write(tmp_path: Path, text: str, name: str = "files.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


GOOD = "{id: good, region: federal, date: 2020-03-01, category: eu_blue_card, facts: {complete_on: 2020-01-02}}"
BAD = "{id: bad, region: federal, date: 2020-03-01, facts: {complete_no: 2020-01-02}}"


def test_command_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert procedure_command(write(tmp_path, f"- {BAD}\n- {GOOD}\n"), format="json", lang="en") == 2
    bad, good = json.loads(capsys.readouterr().out)
    assert bad["id"] == "bad"
    assert set(bad["error"]) == {"place", "message", "remedy"}
    assert good["findings"]["days_left"] == 31


@pytest.mark.parametrize("lang", LANGUAGES)
def test_command_read_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    for number, case in enumerate(WORKED):
        path = write(tmp_path, yaml.safe_dump({k: case[k] for k in KEYS}), f"{number}.yaml")
        assert procedure_command(path, format="table", lang=lang) == 0
    out = capsys.readouterr().out
    assert "{" not in out
    assert {"en": "silence has no effect", "fr": "le silence n'a pas d'effet", "nl": "stilzwijgen heeft"}[lang] in out


def test_command_as_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert procedure_command(write(tmp_path, f"- {GOOD}\n- {BAD}\n"), format="csv", lang="nl") == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("id,region,category,kind,name,value,due")
    assert any(
        line.startswith("good,federal,eu_blue_card,deadline,blue_card_decision,grant,2020-04-01,31") for line in lines
    )
    assert lines[-1].startswith("bad,,,error,complete_no")


@pytest.mark.parametrize(("text", "told"), [("", "empty"), ("- [", "no valid YAML"), ("[]", "no case")])
def test_command_refuses_an_unreadable_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    assert procedure_command(write(tmp_path, text)) == 2
    assert told in capsys.readouterr().err


def test_command_without_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert procedure_command(tmp_path / "none.yaml") == 2
    assert "no such file" in capsys.readouterr().err
