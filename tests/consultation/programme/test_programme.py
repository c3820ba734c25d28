"""Programmes: the template that ships, months to days, what is late, files with faults."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from corridor.consultation.errors import ConsultationError, ConsultationErrors
from corridor.consultation.programme import (
    DatedDeliverable,
    DatedStep,
    deadline,
    late,
    month_begins,
    month_ends,
    read_file,
    read_template,
    span,
    templates,
)
from corridor.consultation.programme.dates import each
from corridor.consultation.programme.template import FOLDER

REVIEW = "regional_review"


def test_the_review_ships_in_three_languages_and_takes_eighteen_months() -> None:
    assert REVIEW in templates()
    review = read_template(REVIEW)
    assert review.months == 18
    assert max(step.months_to for step in review.steps) == 18
    assert min(step.months_from for step in review.steps) == 1
    assert review.assumed, "how the months are divided is not given"
    assert review.owners is not None
    texts = [review.title, review.summary, *review.owners.values()]
    texts += [text for step in review.steps for text in (step.title, step.summary)]
    texts += [thing.title for step in review.steps for thing in step.deliverables]
    for text in texts:
        assert text is not None
        assert set(text) == {"en", "fr", "nl"}
        assert all(text.values())


def test_the_steps_of_the_review_are_those_of_a_regional_review_in_order() -> None:
    review = read_template(REVIEW)
    assert [step.key for step in review.steps] == [
        "kick_off",
        "lead_off",
        "regional_analysis",
        "international_workshop",
        "initiatives",
        "round_one",
        "round_two",
        "summary",
    ]
    starts = [step.months_from for step in review.steps]
    assert starts == sorted(starts)
    assert all(step.deliverables for step in review.steps)


@pytest.mark.parametrize(
    ("start", "month", "begins", "ends"),
    [
        (date(2026, 1, 1), 1, date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 1, 31), 2, date(2026, 2, 28), date(2026, 3, 30)),
        (date(2028, 1, 31), 2, date(2028, 2, 29), date(2028, 3, 30)),
        (date(2026, 11, 15), 3, date(2027, 1, 15), date(2027, 2, 14)),
        (date(2026, 9, 1), 18, date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_months_become_days(start: date, month: int, begins: date, ends: date) -> None:
    assert (month_begins(start, month), month_ends(start, month)) == (begins, ends)


def test_a_day_of_its_own_wins_and_the_end_is_never_before_the_beginning() -> None:
    start = date(2026, 1, 1)
    assert span(start, 2, 3) == (date(2026, 2, 1), date(2026, 3, 31))
    assert span(start, 2, 3, begins=date(2026, 6, 1)) == (date(2026, 6, 1), date(2026, 6, 1))
    assert span(start, 2, 3, ends=date(2026, 4, 2)) == (date(2026, 2, 1), date(2026, 4, 2))
    assert deadline(start, date(2026, 3, 31)) == date(2026, 3, 31)
    assert deadline(start, date(2026, 3, 31), 2) == date(2026, 2, 28)
    assert deadline(start, date(2026, 3, 31), 2, date(2026, 2, 3)) == date(2026, 2, 3)


def test_the_review_has_days_and_one_report_a_region() -> None:
    start, steps = date(2026, 9, 1), read_template(REVIEW).steps
    days = {step.key: span(start, step.months_from, step.months_to) for step in steps}
    assert days[steps[0].key][0] == start
    assert days[steps[-1].key][1] == date(2028, 2, 29)
    analysis = next(step for step in steps if step.key == "regional_analysis")
    (report,) = analysis.deliverables
    assert each(report, ("flanders", "wallonia")) == [
        ("analytical_report-flanders", "flanders"),
        ("analytical_report-wallonia", "wallonia"),
    ]
    assert each(report, ()) == [("analytical_report", None)]
    for step in steps:
        begins, ends = days[step.key]
        assert all(begins <= deadline(start, ends, thing.month) <= ends for thing in step.deliverables)


def test_late_is_what_is_due_and_not_there_the_longest_first() -> None:
    title = {"en": "x"}
    due, later = DatedDeliverable("a", title, date(2026, 3, 1)), DatedDeliverable("b", title, date(2026, 2, 1))
    step = DatedStep("s", title, date(2026, 1, 1), date(2026, 3, 1), deliverables=(due, later))
    bare = DatedStep("bare", title, date(2026, 1, 1), date(2026, 2, 27))
    assert [one.deliverable for one in late([step, bare], date(2026, 3, 1))] == ["b", None]
    found = late([step, bare], date(2026, 3, 2))
    assert [(one.step, one.deliverable, one.days) for one in found] == [
        ("s", "b", 29),
        ("bare", None, 3),
        ("s", "a", 1),
    ]
    there = replace(step, deliverables=(replace(due, delivered=date(2026, 4, 1)), replace(later, delivered=later.due)))
    assert late([there], date(2026, 5, 1)) == ()
    assert late([replace(step, over=True), replace(bare, over=True)], date(2027, 1, 1)) == ()


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
@pytest.mark.parametrize("name", ["../regional_review", "nothing", ""])
def test_a_template_that_does_not_ship_is_refused(name: str, lang: str) -> None:
    with pytest.raises(ConsultationError) as refused:
        read_template(name)
    assert REVIEW in refused.value.told(lang)[1]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"months_to": 1}, "programme_backwards"),
        ({"months_to": 30}, "programme_too_long"),
        ({"owner": "nobody"}, "programme_no_owner"),
        ({"key": "kick_off"}, "programme_key_twice"),
        (
            {"months_from": 9, "months_to": 9, "deliverables": [{"key": "z", "title": {"en": "z"}, "month": 3}]},
            "programme_outside",
        ),
        ({"months_from": 0}, "dossier_bounds"),
        ({"title": {"de": "x"}}, "dossier_languages"),
        ({"color": "red"}, "dossier_unknown_field"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_template_with_a_fault_is_told_with_its_place(tmp_path: Path, change: dict[str, object], key: str) -> None:
    raw = yaml.safe_load((FOLDER / f"{REVIEW}.yaml").read_text(encoding="utf-8"))
    raw["steps"][2] |= change
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    with pytest.raises(ConsultationErrors) as refused:
        read_file(path)
    assert key in {error.key for error in refused.value.errors}
    for error in refused.value.errors:
        assert error.place.startswith("own.yaml")
        assert all(all(error.told(lang)) for lang in ("en", "fr", "nl"))
