"""The pairs of a plan that hang on the law: all of them, whatever the law says, and nobody who may work anyway."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from corridor.matching.circles import belonging, order
from corridor.matching.permission import free_to_work, permission
from corridor.matching.search import LawMatrix, Scoring
from corridor.occupations.search import code_table
from corridor.permits import table
from corridor.permits.book import amended, book, reformed
from corridor.permits.compare import any_way
from corridor.permits.trial import Trial
from corridor.plan import pairs as module
from corridor.plan import plan
from corridor.plan.errors import PlanError
from corridor.plan.pairs import PlanPairs, plan_pairs
from corridor.plan.result import Plan
from corridor.plan.tables import joined, sides
from corridor.plan.writing import write
from corridor.rules.amendment import Added, Amendment, ChangeList, SetValue, document
from corridor.rules.amendment import write as save
from corridor.rules.reform import read_reform
from tests.matching import oracle
from tests.plan.test_plan_under_the_law import DAY, EVERYBODY, WIDER, crowded

LANG = ("en", "fr", "nl")


@dataclass(frozen=True)
class World:
    """A plan in a folder, and what it was made of."""

    folder: Path
    talents: pl.DataFrame
    vacancies: pl.DataFrame
    made: Plan
    reform: Path

    def pairs(self, **more: object) -> PlanPairs:
        return plan_pairs(self.folder, self.talents, self.vacancies, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    talents, vacancies = crowded(3)
    # two people whom the law frees, whatever else is known of them; one whose access is stated; one of whom nothing is
    number = pl.int_range(pl.len())
    access = pl.when(number == 5).then(pl.lit("any_employer")).otherwise(pl.col("work_access").cast(pl.String))
    talents = talents.with_columns(
        nationality=pl.when(number.is_in([1, 2])).then(pl.lit("FR")).otherwise("nationality"),
        work_access=pl.when(number.is_in([1, 2, 8])).then(None).otherwise(access),
    )
    folder = tmp_path_factory.mktemp("plan")
    made = plan("flanders", DAY, talents, vacancies, policy=EVERYBODY)
    write(made, folder / "made")
    reform = folder / "wider.yaml"
    reform.write_text(WIDER, encoding="utf-8")
    return World(folder / "made", talents, vacancies, made, reform)


@pytest.fixture(scope="module")
def found(world: World) -> PlanPairs:
    return world.pairs()


def ids(pairs: PlanPairs) -> set[str]:
    return set(pairs.frame["id"])


def by_hand(world: World) -> set[str]:
    """Every pair looked at in plain Python: all conditions met but the law, and the person is not free to work."""
    law, p = book("flanders"), EVERYBODY
    jobs = code_table(world.vacancies.filter(pl.col("region") == "flanders")).frame
    people = code_table(world.talents).frame
    free = permission(people, jobs, law, day=DAY, ordinary=p.ordinary_job.facts).free
    scoring = Scoring(p.weights, p.neutral, p.reach, p.skills_min_coverage, frozenset(p.presumed), p.k)
    circles = order("flanders", DAY)
    circle = belonging(people, free, circles).circle.tolist()
    everything = LawMatrix.open(people.height, jobs.height)
    answers = oracle.search(people.to_dicts(), jobs.to_dicts(), scoring, circle, everything)
    out = set()
    for vacancy, answer in zip(jobs["id"], answers, strict=True):
        out |= {
            f"{vacancy} {people['id'][pair.talent]}"
            for pair in answer.pairs
            if pair.state == "feasible" and not free[pair.talent]
        }
    return out


def test_all_pairs_are_there_that_only_the_law_can_part(world: World, found: PlanPairs) -> None:
    assert ids(found) == by_hand(world)
    assert found.total == found.drawn == found.frame["id"].n_unique() > 100
    split = found.frame["id"].str.split(" ")
    assert (found.vacancies, found.people) == (split.list.get(0).n_unique(), split.list.get(1).n_unique())


def test_what_the_law_closes_is_there_beside_what_the_plan_kept(world: World, found: PlanPairs) -> None:
    kept = world.made.tables["candidates"]
    names = set(kept.select(pl.concat_str("vacancy", "talent", separator=" ")).to_series())
    assert names & ids(found)
    assert ids(found) - names
    needed = table.decided(found.frame, book("flanders")).filter(~pl.col("permit_needed"))["id"].str.split(" ")
    stated = world.talents.filter(pl.col("work_access") == "needs_permit")["id"]
    assert set(needed.list.get(1)) <= set(stated)  # what a person says of themselves comes before the law
    placed = world.made.tables["placements"].filter(pl.col("needs_authorisation"))
    assert placed.height > 0
    assert set(placed.select(pl.concat_str("vacancy", "talent", separator=" ")).to_series()) <= ids(found)


def test_facts_are_those_of_person_and_job(world: World, found: PlanPairs) -> None:
    rules = book("flanders").rules
    left, right = sides(world.talents, world.vacancies, rules, EVERYBODY.ordinary_job.facts)
    at = [{i: n for n, i in enumerate(frame["id"])} for frame in (world.vacancies, world.talents)]
    rows = [name.split(" ") for name in found.frame["id"]]
    people, jobs = (np.array([at[side][row[side]] for row in rows]) for side in (1, 0))
    wanted = joined(left, right, people, jobs)
    assert_frame_equal(found.frame.select(wanted.columns), wanted)
    assert found.frame["region"].unique().to_list() == ["flanders"]
    assert found.frame["application_date"].unique().to_list() == [DAY] == [found.day]
    assert found.frame["employment"].null_count() == 0  # an ordinary job, where the vacancy does not say


def test_a_trial_of_the_pairs_sees_what_a_reform_opens(world: World, found: PlanPairs) -> None:
    """More than among the pairs that the plan kept: those are open already."""
    law = amended(read_reform(world.reform), "flanders")
    outcome = Trial(found.frame, book("flanders")).under(law)
    opened = outcome.groups.filter(pl.col("dimension") == "occupation")["gain"].sum()
    before, after = (
        table.decided(found.frame, frozen).select(any_way(frozen.rules)).to_series()
        for frozen in (book("flanders"), reformed(world.reform, "flanders"))
    )
    assert opened == (after.fill_null(False) & ~before.fill_null(False)).sum()
    assert opened > 0
    names = world.made.tables["candidates"].select(pl.concat_str("vacancy", "talent", separator=" ")).to_series()
    kept = found.frame.filter(pl.col("id").is_in(names.implode()))
    assert Trial(kept, book("flanders")).under(law).groups["gain"].sum() == 0


def test_who_is_free_to_work_is_said_as_the_plan_says_it(world: World) -> None:
    jobs = world.vacancies.filter(pl.col("region") == "flanders")
    given = {"day": DAY, "ordinary": EVERYBODY.ordinary_job.facts}
    for region in ("flanders", "brussels"):
        law = book(region)
        whole = permission(world.talents, jobs, law, **given).free  # type: ignore[arg-type]
        found = free_to_work(world.talents, jobs, law, **given)  # type: ignore[arg-type]
        assert found.to_list() == whole.to_list()
    assert {True, False} <= set(found)


def test_a_plan_reads_a_reform_that_was_put_together(world: World, tmp_path: Path) -> None:
    changes = (
        SetValue(path="flanders.hs_salary_min", value=20_000),
        SetValue(path="flanders.hs_salary_min_reduced", value=20_000),
        ChangeList(path="flanders.medium_skilled", add=(Added(codes=("5", "7", "8"), title=dict.fromkeys(LANG, "x")),)),
    )
    made = Amendment(id="wider", label=dict.fromkeys(LANG, "x"), start=date(2026, 1, 1), changes=changes)
    path = tmp_path / "wider.yaml"
    save(document(made), path)
    by_hand, composed = (
        plan("flanders", DAY, world.talents, world.vacancies, policy=EVERYBODY, reforms=[file]).reforms[0]
        for file in (world.reform, path)
    )
    assert composed.moved == by_hand.moved
    assert composed.reasons == by_hand.reasons


# ---- a draw ----


def test_a_draw_is_the_same_whatever_the_order_of_the_files(world: World, found: PlanPairs) -> None:
    most = found.total // 3
    drawn = world.pairs(most=most)
    assert (drawn.drawn, drawn.total, drawn.people) == (most, found.total, found.people)
    turned = plan_pairs(world.folder, world.talents.reverse(), world.vacancies.reverse(), most=most)
    assert ids(drawn) == ids(turned)
    assert ids(drawn) < ids(found)
    assert ids(world.pairs(most=most, seed=1)) != ids(drawn)
    assert_frame_equal(found.frame.filter(pl.col("id").is_in(list(ids(drawn)))), drawn.frame)


def test_a_smaller_draw_is_part_of_a_larger_one(world: World, found: PlanPairs) -> None:
    few, more = (ids(world.pairs(most=n)) for n in (10, found.total - 1))
    assert len(few) == 10
    assert few < more


def test_every_pair_has_the_same_chance() -> None:
    people, jobs = (pl.Series([f"{kind}{n}" for n in range(20)]) for kind in "TV")
    pairs = np.stack(np.divmod(np.arange(400), 20), axis=1)
    times = np.zeros(400)
    for seed in range(400):
        rows = module._drawn(pairs, people, jobs, 100, seed)
        assert len(np.unique(rows)) == 100
        times[rows] += 1
    assert abs(times.mean() - 100) < 1e-9
    assert times.min() > 60  # 100 expected, 8.7 its deviation
    assert times.max() < 140
    assert 6 < times.std() < 12


def test_the_reader_is_told(found: PlanPairs, world: World) -> None:
    (note,) = found.notes
    assert str(found.total) in note.text["nl"]
    assert note.kind == "assumed"
    drawn = world.pairs(most=7)
    assert [n.kind for n in drawn.notes] == ["assumed", "partial"]
    assert all(f" {7} " in text for text in drawn.notes[1].text.values())


# ---- what cannot be ----


def test_other_tables_are_refused(world: World) -> None:
    with pytest.raises(PlanError, match="the table has no such row"):
        plan_pairs(world.folder, world.talents[:5], world.vacancies)
    with pytest.raises(PlanError, match="the table has no such row"):
        plan_pairs(world.folder, world.talents, world.vacancies[:5])


def test_no_plan_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="this is no plan"):
        plan_pairs(tmp_path, world.talents, world.vacancies)
    (tmp_path / "plan.json").write_text(json.dumps({"region": "flanders"}), encoding="utf-8")
    with pytest.raises(PlanError, match="this is no plan"):
        plan_pairs(tmp_path, world.talents, world.vacancies)
    (tmp_path / "plan.json").write_bytes((world.folder / "plan.json").read_bytes())
    with pytest.raises(PlanError, match="this is no plan"):
        plan_pairs(tmp_path, world.talents, world.vacancies)


def test_at_least_one_pair(world: World) -> None:
    with pytest.raises(PlanError, match="at most 0 pairs is no limit"):
        world.pairs(most=0)


def test_nobody_needs_an_authorisation(world: World, tmp_path: Path) -> None:
    free = world.talents.with_columns(work_access=pl.lit("any_employer"))
    write(plan("flanders", DAY, free, world.vacancies, policy=EVERYBODY), tmp_path / "free")
    found = plan_pairs(tmp_path / "free", free, world.vacancies)
    assert (found.total, found.people, found.vacancies, found.drawn) == (0, 0, 0, 0)
    assert Trial(found.frame, book("flanders")).under(book("flanders")).cases == 0


def test_a_plan_is_read_as_it_was_made(world: World, tmp_path: Path) -> None:
    document = json.loads((world.folder / "plan.json").read_text(encoding="utf-8"))
    read = module._Made.read(world.folder)
    assert (read.region, read.day) == ("flanders", date.fromisoformat(document["date"]))
    assert read.scoring == world_scoring()


def world_scoring() -> Scoring:
    p = EVERYBODY
    return Scoring(p.weights, p.neutral, p.reach, p.skills_min_coverage, frozenset(p.presumed), p.k)
