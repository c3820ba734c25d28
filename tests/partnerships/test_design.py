"""Designs: what is wrong is told with place and remedy, all of it together; what is right reads back as written."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.partnerships.design import chains, read_design, shipped, write_design
from corridor.partnerships.errors import PartnershipErrors
from corridor.partnerships.phases import phases
from corridor.partnerships.simulation import simulate
from tests.partnerships.small_designs import designs, everything

Raw = dict[str, Any]


def faults(raw: Any) -> dict[str, str]:
    """Place (inside the file) to message key."""
    with pytest.raises(PartnershipErrors) as found:
        read_design(raw)
    return {error.place.removeprefix("design: "): error.key for error in found.value.errors}


def changed(path: str, value: Any) -> Raw:
    """The design with one value set; `path` such as stages.1.loss."""
    raw = copy.deepcopy(everything())
    *way, last = path.split(".")
    here: Any = raw
    for step in way:
        here = here[int(step)] if step.isdecimal() else here.setdefault(step, {})
    here[int(last) if last.isdecimal() else last] = value
    return raw


WRONG: list[tuple[str, Any, str, str]] = [
    ("stages.1.loss", -0.1, "stages[1].loss", "design_not_share"),
    ("stages.1.loss", 1.2, "stages[1].loss", "design_not_share"),
    ("stages.1.loss", {"low": 0.2, "high": 1.2}, "stages[1].loss.high", "design_not_share"),
    ("stages.1.loss", {"low": 0.3, "high": 0.2}, "stages[1].loss", "quantity_order"),
    ("stages.1.loss", {"low": 0.3}, "stages[1].loss", "quantity_range"),
    ("stages.1.loss", {"value": 0.3, "prior": "loss_training"}, "stages[1].loss", "quantity_forms"),
    ("stages.1.loss", {}, "stages[1].loss", "quantity_forms"),
    ("stages.1.loss", {"prior": "no_such"}, "stages[1].loss.prior", "quantity_prior_unknown"),
    ("stages.1.loss", {"prior": "t_arrival"}, "stages[1].loss.prior", "quantity_prior_kind"),
    ("stages.1.loss", {"prior": "loss_training", "k": 9, "n": 5}, "stages[1].loss.k", "quantity_k_over_n"),
    ("stages.1.loss", {"prior": "loss_training", "k": -1, "n": 5}, "stages[1].loss.k", "design_below"),
    ("stages.1.loss", {"prior": "loss_training", "k": 3}, "stages[1].loss", "quantity_counts"),
    ("stages.1.loss", {"prior": "loss_training", "sum": 3, "n": 5}, "stages[1].loss", "quantity_counts_kind"),
    ("stages.1.loss", {"value": 0.3, "k": 1, "n": 5}, "stages[1].loss.value", "quantity_value_counts"),
    ("stages.1.loss", "a third", "stages[1].loss", "design_not_number"),
    ("stages.1.months", -3, "stages[1].months", "design_below"),
    ("stages.1.months", {"value": 3, "inverse": True}, "stages[1].months.inverse", "quantity_inverse"),
    ("stages.1.months", float("nan"), "stages[1].months", "design_not_number"),
    ("stages.1.capacity", {"places": 0}, "stages[1].capacity.places", "design_below"),
    ("stages.1.capacity", {"places": 2.5}, "stages[1].capacity.places", "design_not_whole"),
    ("stages.1.capacity", {"seats": 2}, "stages[1].capacity.seats", "design_unknown_key"),
    ("stages.1.phase", "holiday", "stages[1].phase", "design_not_one_of"),
    ("stages.1.track", "sideways", "stages[1].track", "design_not_one_of"),
    ("stages.1.track", "scheme", "stages[1].track", "design_phase_track"),
    ("stages.1.id", "permit", "stages[3].id", "design_twice"),
    ("stages.1.after", "nowhere", "stages[1].after", "design_after_unknown"),
    ("stages.1.after", "training", "stages[1].after", "design_loop"),
    ("stages.3.after", "arrival", "stages[3].after", "design_loop"),
    ("stages.3.after", "job", "stages[3].after", "design_after_track"),
    ("stages.1.after", "permit", "stages[1].after", "design_after_track"),
    ("stages.4.after", "matching", "stages[4]", "design_fork"),
    ("stages.0.after", "training", "stages[0].after", "design_after_scheme"),
    ("stages.0.loss", 0.1, "stages[0]", "design_scheme_people"),
    ("stages.0.costs.0.per", "person", "stages[0].costs", "design_scheme_per_person"),
    ("stages.5.loss", 0.1, "stages[5].loss", "design_loss_after"),
    ("stages.3.patience", 2, "stages[3].patience", "design_patience"),
    ("stages.3.phase", "matching", "stages[3].phase", "design_phase_twice"),
    ("stages.1.costs.0.amount", -5, "stages[1].costs[0].amount", "design_below"),
    ("stages.1.costs.0.amount", None, "stages[1].costs[0].amount", "design_missing"),
    ("stages.1.costs.0.group", "fun", "stages[1].costs[0].group", "design_not_one_of"),
    ("stages.1.costs.0.payers", {"aunt": 1}, "stages[1].costs[0].payers.aunt", "design_payer"),
    ("stages.1.costs.0.payers", {"eu": 0.6, "employer": 0.5}, "stages[1].costs[0].payers", "design_shares"),
    ("stages.1.costs.0.payers", {"eu": 1.5}, "stages[1].costs[0].payers.eu", "design_not_share"),
    ("stages.1.roles", {"responsible": ["ghost"]}, "stages[1].roles.responsible", "design_partner"),
    ("waves.0.date", "2025-12-31", "waves[0].date", "design_wave_early"),
    ("waves.1.date", "2031-01-01", "waves[1].date", "design_wave_late"),
    ("waves.1.date", "2026-01-15", "waves[1].date", "design_dates"),
    ("horizon_months", 10**400, "horizon_months", "design_above"),
    ("start", "9990-01-01", "start", "design_above"),
    ("stages.1.months", 100_000, "stages[1].months", "design_above"),
    ("waves.0.date", "soon", "waves[0].date", "design_not_date"),
    ("waves.0.intake", -4, "waves[0].intake", "design_below"),
    ("waves.0.intake", True, "waves[0].intake", "design_not_number"),
    ("waves", [], "waves", "design_missing"),
    ("horizon_months", 0, "horizon_months", "design_below"),
    ("origin", ["XX"], "origin[0]", "design_country"),
    ("destination.country", "UK", "destination.country", "design_country"),
    ("destination", {"country": "NL", "region": "flanders"}, "destination.region", "design_region"),
    ("tracks.away", 1.5, "tracks.away", "design_not_share"),
    ("demand.0.grade", "promise", "demand[0].grade", "design_not_one_of"),
    ("demand.0.posts", -1, "demand[0].posts", "design_below"),
    ("demand", None, "demand", "design_demand"),
    ("profiles", [{"id": "a", "share": 0.7}, {"id": "b", "share": 0.7}], "profiles", "design_shares"),
    ("profiles", [{"id": "a", "share": 0.7}], "profiles", "design_shares"),
    ("profiles", [{"id": "a", "isco08": "nurse"}], "profiles[0].isco08", "design_isco"),
    ("partners", [{"id": "a", "name": "A", "side": "left", "kind": "pes"}], "partners[0].side", "design_not_one_of"),
    ("safeguards.written_contract", "yes", "safeguards.written_contract", "design_not_truth"),
    ("retention.exit_per_year", 2, "retention.exit_per_year", "design_not_share"),
    ("name", {"en": "only English"}, "name", "design_language"),
    ("colour", "red", "colour", "design_unknown_key"),
    ("stages", "none", "stages", "design_not_list"),
]


@pytest.mark.parametrize(("path", "value", "place", "key"), WRONG, ids=lambda value: str(value)[:40])
def test_a_fault_is_told_with_its_place(path: str, value: Any, place: str, key: str) -> None:
    assert faults(changed(path, value)).get(place) == key


def test_every_message_has_a_remedy_in_three_languages() -> None:
    for path, value, _, _ in WRONG:
        with pytest.raises(PartnershipErrors) as found:
            read_design(changed(path, value))
        for error in found.value.errors:
            texts = [error.told(lang) for lang in ("en", "fr", "nl")]
            assert len(set(texts)) == 3
            assert all(message and remedy and "{" not in message + remedy for message, remedy in texts)


def test_all_faults_of_a_file_are_told_together() -> None:
    raw = changed("stages.1.loss", 7)
    raw["waves"][0]["date"] = "2020-01-01"
    raw["origin"] = ["Atlantis"]
    raw["stages"][8]["after"] = "job"
    raw["stages"][1]["costs"][0]["payers"] = {"eu": 0.2}
    found = faults(raw)
    assert found == {
        "stages[1].loss": "design_not_share",
        "waves[0].date": "design_wave_early",
        "origin[0]": "design_country",
        "stages[8].after": "design_loop",
        "stages[1].costs[0].payers": "design_shares",
    }


def test_three_stages_that_loop_are_named() -> None:
    raw = everything()
    raw["stages"][2]["after"], raw["stages"][3]["after"], raw["stages"][4]["after"] = "arrival", "matching", "permit"
    with pytest.raises(PartnershipErrors, match="matching → arrival → permit → matching"):
        read_design(raw)


def test_only_a_home_track_can_take_the_unmatched() -> None:
    raw = everything()
    raw["stages"] = [stage for stage in raw["stages"] if stage.get("track") != "home"]
    assert faults(raw) == {"tracks.unmatched": "design_no_home"}


def test_the_place_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump(changed("horizon_months", -1)), encoding="utf-8")
    with pytest.raises(PartnershipErrors, match=r"^mine\.yaml: horizon_months: -1 is below 1; give at least 1$"):
        read_design(file)


def test_a_wave_after_the_last_simulated_day_is_late_by_days_not_by_the_calendar() -> None:
    """Sixty-one days are more than two months of 30.4375 days, though the calendar counts the second month still."""
    raw = everything() | {"start": "2026-07-01", "horizon_months": 2, "waves": [{"date": "2026-08-31", "intake": 5}]}
    with pytest.raises(PartnershipErrors) as error:
        read_design(raw)
    assert "design_wave_late" in [one.key for one in error.value.errors]


@pytest.mark.parametrize("content", ["a: [", "- one\n- two\n", "", "start: 2026-02-30\n"])
def test_a_file_that_holds_no_design_is_told(tmp_path: Path, content: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(PartnershipErrors, match=r"^broken\.yaml"):
        read_design(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PartnershipErrors, match="cannot be read"):
        read_design(tmp_path / "nothing.yaml")


def test_after_sets_the_order() -> None:
    raw = everything()
    raw["stages"].insert(1, {"id": "language", "phase": "language", "track": "both", "after": "training"})
    # Training stands below language, so that each waits for the other.
    assert faults(raw) == {"stages[1].after": "design_loop", "stages[2].after": "design_loop"}
    raw["stages"].insert(1, {"id": "start", "phase": "selection", "track": "both"})
    raw["stages"][3]["after"] = "start"
    assert [stage.id for stage in chains(read_design(raw)).both] == ["start", "training", "language"]


def test_chains_end_where_people_are_counted() -> None:
    order = chains(read_design(everything()))
    assert [stage.id for stage in order.away] == ["matching", "permit", "arrival"]
    assert [stage.id for stage in order.beside] == ["mentoring", "term", "back"]
    assert [stage.id for stage in order.home] == ["job"]
    assert [stage.id for stage in order.scheme] == ["preparing"]


@given(designs())
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_back_the_same(raw: Raw) -> None:
    design = read_design(raw)
    assert read_design(yaml.safe_load(write_design(design))) == design


def test_the_twenty_phases_are_numbered() -> None:
    assert [phase.number for phase in phases().values()] == list(range(20))


# ---- the designs of the package ----


@pytest.mark.parametrize("id", ["match", "palim", "pem_wecco", "thamm_enabel"])
def test_a_shipped_design_runs_and_reads_back(id: str) -> None:
    design = shipped()[id]
    assert read_design(yaml.safe_load(write_design(design))) == design
    run = simulate(design, draws=200)
    assert run.placed_abroad[-1].mean() > 0
    assert run.line_costs.sum() > 0


def test_what_a_shipped_design_says_is_stated_has_its_source() -> None:
    checked = 0
    for design in shipped().values():
        for parameter in simulate(design, draws=1).parameters:
            if not parameter.default and parameter.prior.id == parameter.name and parameter.prior.basis != "assumed":
                assert parameter.prior.source, (design.id, parameter.name)
                checked += 1
        checked += sum(entry.source is not None for entry in design.demand if entry.basis != "assumed")
    assert checked >= 10


def test_assumed_prices_come_near_the_stated_grants() -> None:
    for id, grant in (("palim", 1_496_448.50), ("pem_wecco", 2_611_923.50), ("thamm_enabel", 4_672_897.0)):
        total = simulate(shipped()[id], draws=400).line_costs.sum(axis=0)
        assert 0.7 * grant < total.mean() < 1.15 * grant


JUNK: list[Any] = [
    None,
    "",
    "x",
    -1,
    0,
    2.5,
    True,
    [],
    {},
    [1],
    {"a": 1},
    ["x"],
    [{}],
    float("inf"),
    "2026-13-01",
    {"en": 1},
]


def paths_in(raw: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    return [way, *(path for key, value in inner for path in paths_in(value, (*way, key)))]


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_whatever_stands_in_a_file_it_reads_or_is_told(data: st.DataObject) -> None:
    raw: Any = everything()
    for _ in range(data.draw(st.integers(1, 3))):
        way = data.draw(st.sampled_from(paths_in(raw)[1:]))
        here = raw
        for step in way[:-1]:
            here = here[step]
        here[way[-1]] = copy.deepcopy(data.draw(st.sampled_from(JUNK)))
    told: tuple[Any, ...] = ()
    design = None
    try:
        design = read_design(raw)
    except PartnershipErrors as found:
        told = found.errors
    assert (design is None) == bool(told)
    assert all(error.told("nl")[1] for error in told)
    if design is not None:
        assert simulate(design, draws=3).begun.max() <= design.intake()
