"""The checks: what rests on nothing, has no answer, or has changed, with all that hangs on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corridor.consultation.chain.canonical import sha256
from corridor.consultation.chain.checks import NOTED, RULES, check, hanging_on, words
from corridor.consultation.dossier import refreshed
from tests.consultation.chain.small_dossiers import LAW, raw, small, text


def found(dossier: Any, **options: Any) -> list[tuple[str, str]]:
    """Rule and key of each thing that is found."""
    return [(one.rule, one.key) for one in check(dossier, **options)]


def test_a_whole_chain_has_only_its_open_comment() -> None:
    assert found(refreshed(small())) == [("comment_without_answer", "changes/1/c1")]


def test_every_check_is_worded() -> None:
    assert set(words()) == set(RULES)
    assert all(set(text) == {"en", "fr", "nl"} for text in words().values())
    assert set(RULES) > NOTED


def test_stale_evidence_flags_all_that_hangs_on_it() -> None:
    seen = {"value": 1, "sha256": sha256(1), "date": "2024-01-01", "text": text("one"), "source": {"title": "Old"}}
    dossier = small(evidence=[{"key": "pay", "about": text("Pay"), "reference": LAW, "seen": seen}])
    told = check(dossier)
    assert [(one.rule, one.key) for one in told][:6] == [
        ("stale_evidence", "pay"),
        ("rests_on_stale", "high"),
        ("rests_on_stale", "learn"),
        ("rests_on_stale", "list"),
        ("rests_on_stale", "changes/1/c1"),
        ("rests_on_stale", "yes"),
    ]
    assert told[0].freshness is not None
    assert told[0].freshness.now is not None
    assert told[0].freshness.now.value == 48912
    assert told[0].detail is not None
    assert told[0].detail["en"] == "one → EUR\u00a048,912 a year"
    assert all(one.because == ("pay",) for one in told[1:6])
    assert "stale_evidence" not in [rule for rule, _ in found(dossier, sources=False)]
    assert hanging_on(dossier, {"nothing"}) == {}


def test_a_source_that_is_gone_is_to_be_known_and_no_fault(tmp_path: Path) -> None:
    seen = {"value": 1, "sha256": sha256(1), "date": "2024-01-01", "source": {"title": "Plan"}}
    gone = {
        "key": "pay",
        "about": text("Pay"),
        "reference": {"kind": "plan", "folder": "gone", "at": "x"},
        "seen": seen,
    }
    told = check(small(tmp_path, evidence=[gone], drafts=[]))
    assert [(one.rule, one.fault) for one in told] == [("evidence_not_known", False)]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"findings": [{"key": "high", "region": "flanders", "kind": "threat", "title": text("H")}]},
         {("finding_without_evidence", "high"), ("recommendation_without_evidence", "list")}),
        ({"decisions": [{"key": "alone", "body": text("G"), "outcome": "rejected"}]},
         {("decision_without_recommendation", "alone")}),
        ({"practices": [{"key": "de-triple-win", "country": "DE", "title": text("P"), "what": text("P"),
                         "for_whom": text("P"), "confidence": "low", "sources": []}]},
         {("practice_without_source", "de-triple-win")}),
        ({"recommendations": [{"key": "list", "region": "flanders", "title": text("L"), "evidence": ["pay"]}]},
         {("recommendation_without_change", "list")}),
        ({"recommendations": [{"key": "list", "region": "flanders", "title": {"en": "L"}, "evidence": ["pay"],
                               "procedural": {"region": "flanders", "step": "no_such_step"}}]},
         {("step_unknown", "list"), ("language_missing", "list")}),
        ({"findings": [{"key": "high", "region": "flanders", "kind": "weakness", "title": text("H"),
                        "text": {"en": "Higher than elsewhere."}, "evidence": ["pay"]}]},
         {("language_missing", "high")}),
        ({"recommendations": [{"key": "list", "region": "wallonia", "title": text("L"), "evidence": ["pay"],
                               "regulatory": {"reform": "../../etc/passwd", "region": "wallonia"}}]},
         {("reform_unreadable", "list")}),
    ],
)  # fmt: skip
def test_what_is_missing(parts: dict[str, Any], expected: set[tuple[str, str]], tmp_path: Path) -> None:
    assert set(found(refreshed(small(tmp_path, drafts=[], **parts)))) == expected


def test_evidence_without_source_or_never_noted() -> None:
    seen = {"value": 48912, "sha256": sha256(48912), "date": "2026-01-01"}
    bare = [{"key": "pay", "about": text("Pay"), "reference": LAW, "seen": seen}]
    assert found(small(evidence=bare, drafts=[])) == [("evidence_without_source", "pay")]
    assert found(small(drafts=[])) == [("evidence_never_seen", "pay")]


def test_a_value_that_was_changed_by_hand_is_told() -> None:
    seen = {"value": 48912, "sha256": sha256(1), "date": "2026-01-01", "source": {"title": "Order"}}
    dossier = small(evidence=[{"key": "pay", "about": text("Pay"), "reference": LAW, "seen": seen}], drafts=[])
    assert found(dossier, sources=False) == [("evidence_altered", "pay")]


def test_an_answer_closes_a_comment() -> None:
    drafts = raw()["drafts"]
    drafts[0]["rounds"][0]["comments"][0]["answer"] = {"outcome": "taken_up", "why": text("Yes")}
    assert found(refreshed(small(drafts=drafts))) == []


def test_a_comment_whose_words_were_erased_waits_for_no_answer() -> None:
    drafts = raw()["drafts"]
    assert found(refreshed(small(drafts=drafts))) == [("comment_without_answer", "changes/1/c1")]
    drafts[0]["rounds"][0]["comments"][0] |= {"text": "", "erased": True}
    assert found(refreshed(small(drafts=drafts))) == []


def test_a_reform_that_does_not_fit_is_told_in_three_languages(tmp_path: Path) -> None:
    reform = {"id": "x", "label": text("X"), "parameters": {"flanders.no_such": {"from": "2026-01-01", "value": 1}}}
    (tmp_path / "x.yaml").write_text(json.dumps(reform), encoding="utf-8")
    recommendation = raw()["recommendations"][0] | {"regulatory": {"reform": "x.yaml", "region": "flanders"}}
    told = [one for one in check(small(tmp_path, recommendations=[recommendation])) if one.rule == "reform_unreadable"]
    assert len(told) == 1
    assert told[0].detail is not None
    assert all("no_such" in told[0].detail[lang] for lang in ("en", "fr", "nl"))


def test_what_a_recommendation_says_of_the_law_is_held_against_the_law() -> None:
    whole = raw()
    effect = {"over": "cases", "total": 1, "before": 0, "after": 1, "basis": text("b"), "date": "2020-01-01"}
    listed = whole["recommendations"][0]
    listed["regulatory"] = {**listed["regulatory"], "effect": {**effect, "law_version": "0.0.0"}}
    step = {
        "region": "belgium",
        "step": "single_permit_decision",
        "days_before": 100,
        "days_of": "single_permit_decision_months",
    }
    slow = {"key": "slow", "region": "belgium", "title": text("Slow"), "findings": ["high"], "procedural": step}
    told = check(small(recommendations=[listed, slow]), sources=False)
    said = {one.rule: one for one in told}
    assert said["effect_of_other_law"].key == "list"
    assert not said["effect_of_other_law"].fault
    assert said["step_not_as_law"].detail == dict.fromkeys(("en", "fr", "nl"), "100 → 120")
    slow["procedural"] = {**step, "days_before": 120}
    assert "step_not_as_law" not in [one.rule for one in check(small(recommendations=[listed, slow]), sources=False)]
