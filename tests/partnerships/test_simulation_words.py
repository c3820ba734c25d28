"""Everything that a simulation names has a name in three languages."""

from __future__ import annotations

from dataclasses import fields

import pytest

from corridor.partnerships.design import Design, read_design, shipped
from corridor.partnerships.results import Result, summary
from corridor.partnerships.simulation import simulate
from corridor.partnerships.simulation_words import figure_label, outcome_label, parameter_label, stage_label
from corridor.partnerships.spread import Spread
from tests.partnerships.small_designs import everything

DESIGNS = [*shipped().values(), read_design(everything())]


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.id)
def test_parameters_stages_and_outcomes_have_names_of_their_own(design: Design) -> None:
    run = simulate(design, draws=5)
    result = summary(run)
    for lang in ("en", "fr", "nl"):
        parameters = [parameter_label(design, one.name, lang) for one in run.parameters]
        stages = [stage_label(design, id, lang) for id in run.stages]
        outcomes = [outcome_label(design, one.kind, one.stage, lang) for one in result.outcomes]
        for names in (parameters, stages, outcomes):
            assert len(set(names)) == len(names)
            assert not any("{" in name for name in names)


def test_stages_of_one_phase_are_told_apart_by_id() -> None:
    raw = everything()
    raw["stages"].insert(2, {"id": "more", "phase": "technical_training", "track": "both"})
    design = read_design(raw)
    assert stage_label(design, "more", "nl") == "Technische opleiding (more)"
    assert stage_label(design, "permit", "nl") == "Vergunning en visum"


def test_every_total_of_a_result_has_a_name() -> None:
    totals = [one.name for one in fields(Result) if "Spread" in str(one.type)]
    assert Spread.__name__ == "Spread"
    assert len(totals) >= 8
    for name in totals:
        assert len({figure_label(name, lang) for lang in ("en", "fr", "nl")}) > 1
