"""Dossiers in and out, and the example that ships."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corridor.consultation import dossier as dossiers_
from corridor.consultation.chain.checks import check
from corridor.consultation.chain.effects import fits
from corridor.consultation.chain.reference import FAMILIES
from corridor.consultation.dossier import Dossier, as_mapping, from_mapping, read, refreshed, shipped, write
from corridor.consultation.errors import ConsultationErrors
from corridor.consultation.practices import library
from corridor.consultation.programme.template import read_template
from tests.consultation.chain.small_dossiers import LAW, dossiers, raw, small, text

LANGUAGES = ("en", "fr", "nl")


UNSTEERED = st.characters(exclude_categories=("Cs",), exclude_characters=[*map(chr, [*range(9), *range(14, 32)])])
TEXTS = st.text(UNSTEERED, min_size=1, max_size=30)


@settings(max_examples=25, deadline=None)
@given(dossier=dossiers())
def test_written_and_read_it_is_the_same(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("dossier")
    for name in ("d.yaml", "d.json"):
        assert read(write(dossier, folder / name)) == dossier


@settings(max_examples=30, deadline=None)
@given(said=TEXTS, proposed=TEXTS, value=TEXTS)
@example(said="\x7f\x0b", proposed="a\x85b", value="\u2028")
@example(said="\\u0000", proposed="\ufeff", value="\\u0000")
def test_every_text_comes_back_as_it_was(
    said: str, proposed: str, value: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = raw()
    whole["drafts"][0]["rounds"][0]["comments"][0] |= {"text": said, "proposed": proposed}
    whole["evidence"][0]["seen"] = {"value": {value: [said]}, "sha256": "0", "date": "2026-01-01"}
    dossier = from_mapping(whole)
    folder = tmp_path_factory.mktemp("dossier")
    for name in ("d.yaml", "d.json"):
        assert read(write(dossier, folder / name)) == dossier


def test_json_of_other_programs_is_read(tmp_path: Path) -> None:
    title = {"en": "A plan \N{PARTY POPPER}"}
    path = tmp_path / "d.json"
    path.write_text(json.dumps({"key": "a", "title": title}, ensure_ascii=True), encoding="utf-8-sig")
    assert read(path).title == title


def test_the_same_dossier_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write(shipped(), tmp_path / name).read_bytes() for name in ("a.yaml", "b.yaml"))
    assert first == second == dossiers_.SHIPPED.read_bytes()


def test_practices_of_the_library_stand_by_their_key() -> None:
    assert as_mapping(small())["practices"] == ["de-triple-win"]
    assert small().practices[0] == library()["de-triple-win"]


@pytest.mark.parametrize(
    ("parts", "place", "key"),
    [
        ({"colour": 1}, "colour", "dossier_unknown_field"),
        ({"folder": "/etc"}, "folder", "dossier_unknown_field"),
        ({"title": "one language"}, "title", "dossier_languages"),
        ({"title": {"de": "Titel"}}, "title", "dossier_languages"),
        ({"evidence": [{"key": "pay", "about": text("P")}]}, "evidence[0].reference", "dossier_missing"),
        ({"evidence": [{"key": "pay", "about": text("P"), "reference": {"kind": "rumour"}}]}, "evidence[0].reference",
         "dossier_choice"),
        ({"evidence": [{"key": "pay", "about": text("P"), "reference": LAW | {"day": "soon"}}]},
         "evidence[0].reference.day", "dossier_day"),
        ({"findings": [{"key": "high", "region": "flanders", "kind": "bad", "title": text("H")}]}, "findings[0].kind",
         "dossier_choice"),
        ({"findings": [{"key": "Not A Key", "region": "flanders", "kind": "threat", "title": text("H")}]},
         "findings[0].key", "dossier_pattern"),
        ({"initiatives": "none"}, "initiatives", "dossier_shape"),
        ({"practices": ["no-such-practice"]}, "practices[0]", "dossier_shape"),
        ({"decisions": [{"key": "high", "body": text("G"), "outcome": "adopted"}]}, "decisions[0].key",
         "dossier_key_twice"),
        ({"decisions": [{"key": "d", "body": text("G"), "outcome": "adopted", "recommendations": ["gone"]}]},
         "decisions[0].recommendations[0]", "dossier_points_nowhere"),
    ],
)  # fmt: skip
def test_faults_have_place_and_remedy(parts: dict[str, Any], place: str, key: str) -> None:
    with pytest.raises(ConsultationErrors) as caught:
        from_mapping(raw(**parts), place="mine.yaml")
    errors = {(one.place, one.key) for one in caught.value.errors}
    assert (f"mine.yaml: {place}", key) in errors
    assert all(one.told(lang)[1] for one in caught.value.errors for lang in LANGUAGES)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"key: [", b"a: 1\na: 2\n", b"a: &x [1]\nb: *x\n", b"[" * 100_000, b"- just\n- a list\n", b"",
     b"2026-02-30"],
)  # fmt: skip
def test_files_that_are_no_dossier(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(content)
    with pytest.raises(ConsultationErrors) as caught:
        read(tmp_path / "bad.yaml")
    assert "bad.yaml" in caught.value.place


@pytest.mark.parametrize(
    ("name", "content", "key", "line"),
    [
        ("bad.yaml", "a: &x [1]\nb: *x\n", "dossier_no_yaml", ":2"),
        ("bad.yaml", "{" * 60 + "}" * 60, "dossier_no_yaml", ":1"),
        ("bad.yaml", "a: 1\na: 2\n", "dossier_field_twice", ":2"),
        ("bad.yaml", 'a: 1\nb: "\\x1b[31m"\n', "dossier_sign", ":2"),
        ("bad.yaml", "", "dossier_empty", ""),
        ("bad.yaml", "- a\n", "dossier_no_fields", ""),
        ("bad.json", '{"a": 1, "a": 2}', "dossier_field_twice", ""),
        ("bad.json", '{"a": "\\u001b"}', "dossier_sign", ""),
        ("bad.json", '{"a": 1,\n}', "dossier_no_json", ":2"),
        ("bad.json", "[" * 60 + "]" * 60, "dossier_no_json", ""),
        ("bad.json", "", "dossier_empty", ""),
    ],
)
def test_files_that_would_grow_or_hide_something(name: str, content: str, key: str, line: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ConsultationErrors) as caught:
        read(tmp_path / name)
    assert (caught.value.place, caught.value.key) == (f"{name}{line}", key)


@pytest.mark.parametrize(
    ("line", "place", "key"),
    [
        ("written: 2026-13-45", "written", "dossier_day"),
        ("version: 2", "version", "dossier_no_text"),
        ("drafts: [{key: d, title: {en: D}, rounds: [{number: 0}]}]", "drafts[0].rounds[0].number", "dossier_bounds"),
        ("drafts: [{key: d, title: {en: D}, rounds: [{number: one}]}]", "drafts[0].rounds[0].number",
         "dossier_no_whole"),
        ("programme: {key: p, title: {en: P}, steps: [{key: s, title: {en: S}, done: perhaps}]}",
         "programme.steps[0].done", "dossier_no_yes"),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_told_without_english(line: str, place: str, key: str, tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(f"key: a\ntitle: {{en: T}}\n{line}\n", encoding="utf-8")
    with pytest.raises(ConsultationErrors) as caught:
        read(tmp_path / "d.yaml")
    assert [(one.place, one.key) for one in caught.value.errors] == [(f"d.yaml: {place}", key)]
    assert "nput should" not in caught.value.told("fr")[0]


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ConsultationErrors):
        read(tmp_path / "none.yaml")


def test_scripts_and_long_texts_stay_what_they_are(tmp_path: Path) -> None:
    drafts = raw()["drafts"]
    drafts[0]["rounds"][0]["comments"][0]["text"] = "<script>alert(1)</script>" + "x" * 10_000
    dossier = small(drafts=drafts)
    again = read(write(dossier, tmp_path / "d.yaml"))
    assert again.drafts[0].rounds[0].comments[0].text == drafts[0]["rounds"][0]["comments"][0]["text"]


def test_a_comment_on_a_section_that_is_not_there() -> None:
    drafts = raw()["drafts"]
    drafts[0]["rounds"][0]["comments"][0]["section"] = "s9"
    with pytest.raises(ConsultationErrors) as caught:
        small(drafts=drafts)
    assert caught.value.errors[0].place.endswith("comments[0].section")


# ---- the example that ships ----
def test_the_example_is_whole_and_up_to_date() -> None:
    assert [(one.rule, one.key) for one in check(shipped()) if one.fault] == []


def test_the_example_has_what_a_review_needs() -> None:
    review = shipped()
    for region in ("flanders", "wallonia", "brussels"):
        kinds = Counter(one.kind for one in review.of_region(region))
        assert kinds.total() >= 4
        assert set(kinds) == {"strength", "weakness", "opportunity", "threat"}
    recommended = Counter(one.kind for one in review.recommendations)
    assert recommended["regulatory"] >= 2
    assert recommended["procedural"] >= 2
    template = read_template("regional_review")
    assert review.programme is not None
    assert [one.key for one in review.programme.steps] == [one.key for one in template.steps]
    assert {one.family for one in review.evidence} == {"law", "measure", "partnership", "document"}
    assert {one.reference.kind for one in review.evidence} == set(FAMILIES) - {"plan", "verdict"}
    assert not any(round_.comments for draft in review.drafts for round_ in draft.rounds)


def test_every_text_of_the_example_is_in_three_languages() -> None:
    def texts(value: Any, place: str) -> list[str]:
        if isinstance(value, dict):
            if set(value) & set(LANGUAGES):
                return [] if set(value) == set(LANGUAGES) and all(value.values()) else [place]
            return [one for key, inner in value.items() for one in texts(inner, f"{place}.{key}")]
        return (
            [one for i, inner in enumerate(value) for one in texts(inner, f"{place}[{i}]")]
            if isinstance(value, list)
            else []
        )

    assert texts(json.loads(json.dumps(as_mapping(shipped()))), "dossier") == []


def test_every_reform_of_the_example_runs_and_carries_its_effect() -> None:
    for one in shipped().recommendations:
        if one.regulatory is not None:
            assert fits(one.regulatory)
            effect = one.regulatory.effect
            assert effect is not None
            assert effect.total > 0
            assert (effect.before, effect.months_before) != (effect.after, effect.months_after)


def test_noting_again_changes_no_value() -> None:
    review = shipped()
    again = refreshed(review, today=review.written)
    assert [one.seen and one.seen.sha256 for one in again.evidence] == [
        one.seen and one.seen.sha256 for one in review.evidence
    ]
    assert refreshed(review, ["fee-fl"]).evidence[1:] == review.evidence[1:]


def test_the_example_may_be_written_anywhere() -> None:
    assert dossiers_.paths_of(shipped()) == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_is_a_dossier(lang: str) -> None:
    dossier = refreshed(read(dossiers_.TEMPLATES / f"dossier.{lang}.yaml"))
    assert [one.rule for one in check(dossier) if one.fault] == []


@pytest.mark.parametrize("value", ["!!binary aGVsbG8=", "!!set {a, b}", ".nan", "[.inf]", '"a\\0b"'])
def test_a_value_without_json_is_refused(value: str, tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    evidence = "{key: e, about: {en: E}, reference: {kind: document, address: 'https://example.org'}, seen: "
    seen = f"{{value: {value}, sha256: '0', date: 2026-01-01}}}}"
    path.write_text(f"key: a\ntitle: {{en: T}}\nevidence:\n- {evidence}{seen}\n", encoding="utf-8")
    with pytest.raises(ConsultationErrors):
        read(path)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "example.org", "https://a b"])
def test_what_is_no_address_of_the_web_is_no_link(address: str) -> None:
    reference = {"kind": "document", "address": address}
    with pytest.raises(ConsultationErrors) as caught:
        from_mapping(
            {"key": "a", "title": {"en": "T"}, "evidence": [{"key": "e", "about": {"en": "E"}, "reference": reference}]}
        )
    assert caught.value.errors[0].key == "dossier_address"


def test_drafts_rounds_and_events_stand_once() -> None:
    draft = {"key": "d", "title": {"en": "D"}, "rounds": [{"number": 1}, {"number": 1}]}
    event = {"key": "e", "title": {"en": "E"}}
    raw = {"key": "a", "title": {"en": "T"}, "drafts": [draft, draft], "events": [event, event]}
    with pytest.raises(ConsultationErrors) as caught:
        from_mapping(raw)
    assert [one.place for one in caught.value.errors] == [
        "dossier: drafts[1].key",
        "dossier: drafts[0].rounds[1].number",
        "dossier: drafts[1].rounds[1].number",
        "dossier: events[1].key",
    ]
