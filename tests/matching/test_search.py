"""The pair search against the slow oracle, on pools that Hypothesis makes, and what must hold whatever the pool."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.matching import kernel
from corridor.matching.index import proximities
from corridor.matching.search import (
    CONDITIONS,
    GAPS,
    STATES,
    Found,
    LawMatrix,
    Pairs,
    Prepared,
    Scoring,
    SearchError,
    memory_bytes,
    parts,
    prepare,
    search,
    search_pairs,
)
from corridor.occupations.isco08 import proximity, unit_groups
from tests.matching import oracle

WEIGHTS = {"occupation": 0.35, "skills": 0.35, "experience": 0.15, "languages": 0.10, "education": 0.05}
SCORING = Scoring(weights=WEIGHTS, neutral=0.5, reach=0.7, skills_min_coverage=0.25, k=3)
GROUPS = ("2511", "2512", "2513", "2519", "2521", "7411", "7412")
NO_CODES = ("25", "9999", "", None)
SKILLS = tuple("abcdefgh")
LANGUAGES = ("nl", "fr", "en", "de", "ar", "uk", "pl", "tr")
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
LICENCES = tuple(f"L{n:02}" for n in range(70))
REGIONS = ("flanders", "wallonia", "brussels", "german_community")
DAYS = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 15)]
AMOUNTS = [30_000.0, 42_000.10, 42_000.11, 50_000.0]

TALENT = {
    "isco08": pl.String,
    "isco08_other": pl.List(pl.String),
    "skills": pl.List(pl.String),
    "education_level": pl.Int64,
    "experience_years": pl.Float64,
    "languages": pl.List(pl.String),
    "licences": pl.List(pl.String),
    "wish_annual_salary": pl.Float64,
    "wish_regions": pl.List(pl.String),
    "available_from": pl.Date,
}
VACANCY = {
    "isco08": pl.String,
    "posts": pl.Int64,
    "skills": pl.List(pl.String),
    "education_level_min": pl.Int64,
    "experience_years_min": pl.Float64,
    "languages_min": pl.List(pl.String),
    "licences": pl.List(pl.String),
    "gross_annual_salary": pl.Float64,
    "employment_rate": pl.Int64,
    "region": pl.String,
    "start_date": pl.Date,
}


def some(values: Any, most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), max_size=most)


languages = st.lists(st.builds("{}:{}".format, st.sampled_from(LANGUAGES), st.sampled_from(LEVELS)), max_size=4)
# Few licences, so that the same is asked and held, and all of them now and then, so that one word does not suffice.
licences = st.one_of(some(LICENCES[:3], 2), some(LICENCES[-3:], 2), st.just(list(LICENCES)))
talent_rows = st.fixed_dictionaries(
    {
        "isco08": st.sampled_from([*GROUPS, *NO_CODES]),
        "isco08_other": st.none() | some(GROUPS),
        "skills": st.none() | some(SKILLS, 6),
        "education_level": st.none() | st.integers(0, 8),
        "experience_years": st.none() | st.sampled_from([0.0, 0.5, 3.0, 10.0]),
        "languages": st.none() | languages,
        "licences": st.none() | licences,
        "wish_annual_salary": st.none() | st.sampled_from(AMOUNTS),
        "wish_regions": st.none() | some(REGIONS),
        "available_from": st.none() | st.sampled_from(DAYS),
    }
)
vacancy_rows = st.fixed_dictionaries(
    {
        "isco08": st.sampled_from([*GROUPS, None]),
        "posts": st.none() | st.integers(1, 2),
        "skills": st.none() | some([*SKILLS, "nobody has it"], 5),
        "education_level_min": st.none() | st.integers(0, 8),
        "experience_years_min": st.none() | st.sampled_from([0.0, 2.0, 7.0]),
        "languages_min": st.none() | languages,
        "licences": st.none() | st.just([]) | licences,
        "gross_annual_salary": st.none() | st.sampled_from(AMOUNTS),
        "employment_rate": st.none() | st.sampled_from([50, 80, 100]),
        "region": st.none() | st.sampled_from(REGIONS),
        "start_date": st.none() | st.sampled_from(DAYS),
    }
)
scorings = st.builds(
    Scoring,
    weights=st.sampled_from([WEIGHTS, dict.fromkeys(WEIGHTS, 0.2)]),
    neutral=st.sampled_from([0.0, 0.5]),
    reach=st.sampled_from([0.7, 0.4, 0.0, 1.0]),
    skills_min_coverage=st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    presumed=st.frozensets(st.sampled_from(CONDITIONS)) | st.just(frozenset({"pay", "place", "date"})),
    k=st.integers(1, 3),
)


class World:
    """A small pool with its policy, circles and law."""

    def __init__(self, talents: list[Any], vacancies: list[Any], scoring: Scoring, seed: int, circles: int = 3) -> None:
        random = np.random.default_rng(seed)
        self.rows, self.vacancy_rows, self.scoring, self.circles = talents, vacancies, scoring, circles
        self.talents = pl.DataFrame(talents, schema=TALENT)
        self.vacancies = pl.DataFrame(vacancies, schema=VACANCY)
        self.circle = random.integers(0, circles, len(talents)).astype(np.int8)
        shape = (4, 3)
        self.law = LawMatrix(
            random.integers(0, shape[0], len(talents)).astype(np.int32),
            random.integers(0, shape[1], len(vacancies)).astype(np.int32),
            random.choice(np.array([0, 1, 2, 2, 2], np.uint8), shape),
            random.integers(0, 2**63, shape).astype(np.uint64) << np.uint64(1),
            random.integers(0, 2**63, shape).astype(np.uint64),
        )

    def prepared(self) -> Prepared:
        return prepare(self.talents, self.vacancies, scoring=self.scoring, circle=self.circle, n_circles=self.circles)

    def expected(self) -> list[oracle.Answer]:
        return oracle.search(self.rows, self.vacancy_rows, self.scoring, self.circle.tolist(), self.law)


worlds = st.builds(
    World,
    st.lists(talent_rows, max_size=25),
    st.lists(vacancy_rows, min_size=1, max_size=5),
    scorings,
    st.integers(0, 2**32 - 1),
)
often = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def kept(edges: Pairs, vacancy: int, circle: int) -> list[tuple[int, int, str]]:
    at = (edges.vacancy == vacancy) & (edges.circle == circle)
    states = [STATES[n] for n in edges.state[at]]
    return list(zip(edges.talent[at].tolist(), edges.score[at].tolist(), states, strict=True))


def keep_of(world: World, vacancy: int) -> int:
    return max(world.scoring.k, 5 * (world.vacancy_rows[vacancy]["posts"] or 1))


@often
@given(worlds, st.booleans(), st.integers(1, 3))
def test_edges_are_the_oracles(world: World, undecided: bool, batch: int) -> None:
    found = search(world.prepared(), world.law, place_undecided=undecided, batch=batch)
    states = ("feasible", "undecided") if undecided else ("feasible",)
    for v, answer in enumerate(world.expected()):
        for circle in range(world.circles):
            best = answer.best(circle, keep_of(world, v), states)
            assert kept(found.edges, v, circle) == [(p.talent, p.score, p.state) for p in best]


@often
@given(worlds)
def test_counts_are_the_oracles(world: World) -> None:
    found = search(world.prepared(), world.law)
    for v, answer in enumerate(world.expected()):
        funnel = [
            [sum(p.circle == c and p.state == s for p in answer.pairs) for s in STATES] for c in range(world.circles)
        ]
        assert found.funnel[v].tolist() == funnel
        assert found.only[v].tolist() == [answer.only[c] for c in CONDITIONS]
        assert found.unknown[v].tolist() == [answer.unknown[c] for c in CONDITIONS]
        expected = [answer.gap.get(name, np.nan) for name in GAPS]
        np.testing.assert_allclose(found.gap[v], expected, rtol=0, atol=1e-9)
        assert (found.law_bits[v], found.law_unknown_bits[v]) == (answer.law_bits, answer.law_unknown_bits)


@often
@given(worlds, st.booleans())
def test_parts_add_up_to_the_score(world: World, undecided: bool) -> None:
    prepared = world.prepared()
    edges = search(prepared, world.law, place_undecided=undecided).edges
    answers = world.expected()
    for row, score in zip(parts(prepared, edges).to_dicts(), edges.score.tolist(), strict=True):
        pair = next(p for p in answers[row["vacancy"]].pairs if p.talent == row["talent"])
        shown = {name: row[name] for name in oracle.PARTS}
        assert shown == pair.parts
        assert oracle.score(shown, world.scoring) == score == round(row["score"] * 1e6)
        assert row["state"] == pair.state
        assert all(0 <= part <= 1 for part in shown.values() if part is not None)
        nothing = replace(world.scoring, presumed=frozenset())
        talent, vacancy = world.rows[row["talent"]], world.vacancy_rows[row["vacancy"]]
        met = oracle.conditions(talent, vacancy, pair.parts["skills"], nothing, kernel.OPEN)
        not_known = {name for name, value in met.items() if value is None}
        assert {*row["presumed"]} == not_known & world.scoring.presumed
        assert {*row["unknown"]} == not_known - world.scoring.presumed


@often
@given(worlds, st.booleans())
def test_pairs_without_counting_are_the_same(world: World, undecided: bool) -> None:
    prepared = world.prepared()
    counted = search(prepared, world.law, place_undecided=undecided).edges
    assert_same(search_pairs(prepared, world.law, place_undecided=undecided), counted)


@often
@given(worlds)
def test_sharing_keeps_those_who_share_a_skill(world: World) -> None:
    found = search_pairs(world.prepared(), world.law, sharing=True)
    for v, answer in enumerate(world.expected()):
        asked = {*(world.vacancy_rows[v]["skills"] or [])}
        answer.pairs = [p for p in answer.pairs if asked & {*(world.rows[p.talent]["skills"] or [])}]
        for circle in range(world.circles):
            best = answer.best(circle, keep_of(world, v), ("feasible",))
            assert kept(found, v, circle) == [(p.talent, p.score, p.state) for p in best]


@often
@given(worlds, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing_but_numbers(world: World, random: Any) -> None:
    talent, vacancy = list(range(len(world.rows))), list(range(len(world.vacancy_rows)))
    random.shuffle(talent)
    random.shuffle(vacancy)
    moved = prepare(
        world.talents[talent],
        world.vacancies[vacancy],
        scoring=world.scoring,
        circle=world.circle[talent],
        n_circles=world.circles,
    )
    law = replace(
        world.law,
        talent_profile=world.law.talent_profile[talent],
        vacancy_profile=world.law.vacancy_profile[vacancy],
    )
    everybody = max(1, len(talent))
    one = search(world.prepared(), world.law, k=everybody, place_undecided=True)
    other = search(moved, law, k=everybody, place_undecided=True)
    for name in ("funnel", "only", "gap", "unknown", "law_bits", "law_unknown_bits", "uncoded"):
        np.testing.assert_array_equal(getattr(one, name)[vacancy], getattr(other, name))
    old = np.array([*talent, 0])[other.edges.talent], np.array(vacancy)[other.edges.vacancy]
    renumbered = sorted(zip(*old, other.edges.circle, other.edges.score, other.edges.state, strict=True))
    edges = one.edges
    assert renumbered == sorted(zip(edges.talent, edges.vacancy, edges.circle, edges.score, edges.state, strict=True))


@often
@given(worlds)
def test_the_funnel_adds_up_to_all_in_reach(world: World) -> None:
    prepared = world.prepared()
    found = search(prepared, world.law, k=max(1, len(world.rows)))
    for v, row in enumerate(world.vacancy_rows):
        of_vacancy = oracle.codes({"isco08": row["isco08"]})
        near = [max((proximity(a, b) for a in oracle.codes(t) for b in of_vacancy), default=-1.0) for t in world.rows]
        assert found.funnel[v].sum() == sum(n >= world.scoring.reach for n in near)
        assert found.uncoded[v] == (not of_vacancy)
        # with k as large as the pool, every feasible pair is kept
        assert (found.edges.vacancy == v).sum() == found.funnel[v, :, STATES.index("feasible")].sum()
    assert prepared.uncoded_talents == sum(not oracle.codes(t) for t in world.rows)


@often
@given(worlds, st.data())
def test_a_part_of_the_vacancies_is_the_same_part_of_the_result(world: World, data: st.DataObject) -> None:
    every = len(world.vacancy_rows)
    rows = np.array(data.draw(st.lists(st.integers(0, every - 1), unique=True)), np.int64)
    prepared = world.prepared()
    whole, part = search(prepared, world.law), search(prepared, world.law, vacancies=rows)
    assert part.vacancies.tolist() == rows.tolist()
    for name in ("funnel", "only", "gap", "unknown", "law_bits", "law_unknown_bits", "uncoded"):
        np.testing.assert_array_equal(getattr(whole, name)[rows], getattr(part, name))
    at = np.concatenate([np.flatnonzero(whole.edges.vacancy == v) for v in rows] or [np.empty(0, np.int64)])
    assert_same(part.edges, whole.edges.take(at))
    assert_same(search(prepared, world.law, vacancies=slice(1, None)).edges, rest(whole))


def rest(found: Found) -> Pairs:
    return found.edges.take(found.edges.vacancy >= 1)


def assert_same(one: Pairs, other: Pairs) -> None:
    for name in ("vacancy", "talent", "circle", "score", "state"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@given(worlds)
@settings(often, max_examples=30)
def test_sex_birth_and_nationality_never_count(world: World) -> None:
    size = len(world.rows)
    told = world.talents.with_columns(
        pl.Series("sex", (["f", "m", "x"] * size)[:size], dtype=pl.String),
        pl.Series("nationality", (["BE", "MA"] * size)[:size], dtype=pl.String),
        pl.Series("birth_date", ([date(1961, 1, 1), date(2004, 5, 5)] * size)[:size], dtype=pl.Date),
    )
    prepared = prepare(told, world.vacancies, scoring=world.scoring, circle=world.circle, n_circles=world.circles)
    one, other = search(world.prepared(), world.law), search(prepared, world.law)
    assert_same(one.edges, other.edges)
    np.testing.assert_array_equal(one.funnel, other.funnel)


# ---- single cases ----------------------------------------------------------------------------


def run(talents: dict[str, Any], vacancies: dict[str, Any], scoring: Scoring = SCORING, **options: Any) -> Found:
    """Search tables with only some columns, in one circle and a law that allows everything."""
    people, jobs = pl.DataFrame(talents), pl.DataFrame(vacancies)
    circle = np.zeros(people.height, np.int8)
    prepared = prepare(people, jobs, scoring=scoring, circle=circle, n_circles=1)
    return search(prepared, LawMatrix.open(people.height, jobs.height), **options)


def test_columns_that_are_not_there_are_not_known() -> None:
    asked = {"isco08": ["2512"], "skills": [["a"]], "education_level_min": [4], "languages_min": [["nl:B1"]]}
    found = run({"isco08": ["2512"]}, asked | {"licences": [["B"]]})
    assert found.funnel[0, 0].tolist() == [0, 0, 0, 1, 0]
    assert dict(zip(CONDITIONS, found.unknown[0].tolist(), strict=True)) == {
        "skills": 1, "level": 1, "licence": 1, "language": 1, "pay": 0, "place": 0, "date": 0, "law": 0,
    }  # fmt: skip


def test_an_empty_list_is_none_where_a_null_is_unknown() -> None:
    people = {"isco08": ["2512"] * 2, "languages": [[], None], "licences": [[], None]}
    jobs = {"isco08": ["2512"] * 3, "languages_min": [["nl:A1"], [], None], "licences": [["B"], [], None]}
    schema = {"languages": pl.List(pl.String), "licences": pl.List(pl.String)}
    people = pl.DataFrame(people, schema_overrides=schema).to_dict(as_series=True)
    found = run(people, jobs)
    assert found.funnel[:, 0].tolist() == [[1, 0, 0, 1, 0], [0, 0, 0, 0, 2], [0, 0, 0, 0, 2]]


def test_a_talent_with_several_codes_counts_once_at_the_nearest() -> None:
    people = {"isco08": ["2511", "2512"], "isco08_other": [["2512", "2513", "2512"], ["2511"]]}
    found = run(people, {"isco08": ["2512", "2511", "2513"]}, weights_of_occupation())
    assert found.funnel.sum(axis=(1, 2)).tolist() == [2, 2, 2]
    assert found.edges.score.tolist() == [1_000_000] * 5 + [700_000]
    assert found.edges.talent.tolist() == [0, 1, 0, 1, 0, 1]


def weights_of_occupation() -> Scoring:
    return replace(SCORING, weights=dict.fromkeys(WEIGHTS, 0.0) | {"occupation": 1.0})


def test_codes_shorter_than_four_digits_are_in_reach_of_nothing() -> None:
    found = run({"isco08": ["251", "2512", None]}, {"isco08": ["2512", "251", None]})
    assert found.funnel.sum(axis=(1, 2)).tolist() == [1, 0, 0]
    assert found.uncoded.tolist() == [False, True, True]


def test_pay_is_compared_in_cents() -> None:
    people = {"isco08": ["2512"] * 3, "wish_annual_salary": [42_000.10, 42_000.11, 42_000.1000001]}
    found = run(people, {"isco08": ["2512"], "gross_annual_salary": [42_000.10]})
    assert found.funnel[0, 0].tolist() == [0, 1, 0, 0, 2]
    assert found.gap[0, GAPS.index("pay")] == 0.01


def test_pay_that_is_no_number_is_not_known() -> None:
    for pay in (float("nan"), float("inf")):
        found = run(
            {"isco08": ["2512"], "wish_annual_salary": [40_000.0]},
            {"isco08": ["2512"], "gross_annual_salary": [pay]},
            replace(SCORING, presumed=frozenset({"place", "date"})),
        )
        assert found.unknown[0, CONDITIONS.index("pay")] == 1


def test_the_gap_is_that_of_one_language_alone() -> None:
    """Who is short in two languages counts among those whom languages alone keep out, and says nothing of a gap."""
    asked = {"isco08": ["2512"], "languages_min": [["nl:B2", "fr:B1"]]}
    two_short, one_short, others = ["nl:B1", "fr:A2"], ["nl:A1", "fr:C1"], ["nl:A2", "fr:B1"]
    for spoken, steps in (([two_short], np.nan), ([two_short, one_short], 3), ([one_short, others, two_short], 2)):
        found = run({"isco08": ["2512"] * len(spoken), "languages": spoken}, asked)
        assert found.only[0].tolist() == [0, 0, 0, len(spoken), 0, 0, 0, 0]
        np.testing.assert_array_equal(found.gap[0], [np.nan, steps, np.nan, np.nan])


def test_gaps_are_the_smallest_of_those_whom_one_condition_keeps_out() -> None:
    people = {
        "isco08": ["2512"] * 5,
        "education_level": [2, 3, 6, 6, 3],
        "available_from": [DAYS[0], DAYS[0], DAYS[2], DAYS[1], DAYS[2]],
    }
    found = run(people, {"isco08": ["2512"], "education_level_min": [5], "start_date": [DAYS[1]]})
    assert found.funnel[0, 0].tolist() == [3, 1, 0, 0, 1]
    np.testing.assert_array_equal(found.gap[0], [2, np.nan, np.nan, 45])


def test_more_pairs_are_kept_for_more_posts() -> None:
    people, jobs = {"isco08": ["2512"] * 30}, {"isco08": ["2512"] * 3, "posts": [1, 3, None]}
    edges = run(people, jobs, replace(SCORING, k=2)).edges
    assert np.bincount(edges.vacancy).tolist() == [5, 15, 5]
    assert edges.talent.tolist() == [*range(5), *range(15), *range(5)]


def test_rare_skills_weigh_more() -> None:
    people = {"isco08": ["2512"] * 4, "skills": [["rare"], ["common"], ["common"], ["common"]]}
    edges = run(
        people, {"isco08": ["2512"], "skills": [["rare", "common"]]}, replace(SCORING, skills_min_coverage=0)
    ).edges
    rare, common = np.log(4) + 0.1, np.log(4 / 3) + 0.1
    assert edges.talent.tolist() == [0, 1, 2, 3]
    assert edges.score[0] - edges.score[1] == pytest.approx(0.35e6 * (rare - common) / (rare + common), abs=2)


def test_weights_beyond_32_bits_are_added_up_whole() -> None:
    """1,500 skills that one talent in 30 has weigh over 2**32 millionths together."""
    words = [f"s{n:04}" for n in range(1500)]
    people = {"isco08": ["2512"] * 30, "skills": [words, words[:750], *[["other"]] * 28]}
    edges = run(people, {"isco08": ["2512"], "skills": [words]}).edges
    assert edges.talent.tolist() == [0, 1]
    assert edges.score[0] == 1_000_000 > edges.score[1] > 800_000


def test_proximities_are_those_of_the_occupations() -> None:
    table, groups = proximities(), unit_groups()
    some_groups = range(0, len(groups), 7)
    for one in some_groups:
        for other in range(len(groups)):
            assert table[one, other] == proximity(groups[one], groups[other])


def test_bits_stand_in_the_order_of_the_names() -> None:
    bits = [getattr(kernel, name.upper()) for name in CONDITIONS]
    assert bits == [1 << n for n in range(8)]
    assert [getattr(kernel, name.upper()) for name in STATES] == list(range(5))


def test_progress_is_told_and_an_interrupt_stops_the_search() -> None:
    people, jobs = {"isco08": ["2512"] * 5}, {"isco08": ["2512"] * 10}
    told: list[tuple[int, int]] = []
    run(people, jobs, batch=4, progress=lambda done, total: told.append((done, total)))
    assert [total for _, total in told] == [10] * 3
    assert told[-1][0] == 10
    assert told == sorted(told)

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(people, jobs, batch=1, progress=interrupt)


def test_number_of_threads_changes_nothing() -> None:
    people = {"isco08": ["2512", "2511"] * 40, "skills": [["a"], ["b"], ["a", "b"], ["c"]] * 20}
    jobs = {"isco08": ["2512", "2513"] * 20, "skills": [["a", "b"], ["c"], ["b"], ["a", "c"]] * 10}
    one, other = run(people, jobs, threads=1, batch=3), run(people, jobs, threads=4, batch=2)
    assert len(one.edges) > 100
    assert_same(one.edges, other.edges)
    np.testing.assert_array_equal(one.funnel, other.funnel)


@pytest.mark.parametrize("height", [(0, 3), (3, 0), (0, 0)])
def test_empty_tables_give_empty_results(height: tuple[int, int]) -> None:
    world = World([{"isco08": "2512"}] * height[0], [{"isco08": "2512"}] * height[1], SCORING, 1)
    prepared = world.prepared()
    found = search(prepared, world.law)
    assert (len(found.edges), found.funnel.sum(), len(found.vacancies)) == (0, 0, height[1])
    assert parts(prepared, found.edges).height == 0


def test_memory_grows_with_both_tables() -> None:
    small = memory_bytes(1_000, 100)
    assert small < memory_bytes(2_000, 100) < memory_bytes(2_000, 1_000)
    assert memory_bytes(1_000_000, 100_000, circles=3) < 2e9


# ---- what cannot be searched -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"weights": {"occupation": 1.0}}, "weights"),
        ({"weights": WEIGHTS | {"skills": 0.5}}, "weights"),
        ({"weights": WEIGHTS | {"skills": -0.35, "occupation": 1.05}}, "weights"),
        ({"neutral": 1.5}, "neutral"),
        ({"reach": float("nan")}, "reach"),
        ({"skills_min_coverage": -0.1}, "skills_min_coverage"),
        ({"presumed": frozenset({"wage"})}, "presumed"),
        ({"k": 0}, "k"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(change: dict[str, Any], place: str) -> None:
    with pytest.raises(SearchError) as refused:
        replace(SCORING, **change)
    assert refused.value.place == place


def test_a_language_without_level_is_refused_in_three_languages() -> None:
    for people, jobs in (({"languages": [["nl"]]}, {}), ({}, {"languages_min": [["nl:D1"]]})):
        with pytest.raises(SearchError) as refused:
            run({"isco08": ["2512"]} | people, {"isco08": ["2512"]} | jobs)
        texts = [refused.value.told(lang) for lang in ("en", "fr", "nl")]
        assert len({*texts}) == 3
        assert all("'nl" in message and "nl:B1" in remedy for message, remedy in texts)


def test_circles_law_and_vacancies_must_fit() -> None:
    people, jobs = pl.DataFrame({"isco08": ["2512"] * 3}), pl.DataFrame({"isco08": ["2512"] * 2})
    for circle in ([0, 1], [0, 1, 2], [0, -1, 0]):
        with pytest.raises(SearchError, match="circle"):
            prepare(people, jobs, scoring=SCORING, circle=np.array(circle, np.int8), n_circles=2)
    prepared = prepare(people, jobs, scoring=SCORING, circle=np.zeros(3, np.int8), n_circles=2)
    law = LawMatrix.open(3, 2)
    for wrong in (LawMatrix.open(2, 3), replace(law, talent_profile=np.ones(3, np.int32))):
        with pytest.raises(SearchError, match="law"):
            search(prepared, wrong)
    for rows in ([0, 0], [2], [-1]):
        with pytest.raises(SearchError, match="vacanc"):
            search(prepared, law, vacancies=np.array(rows))
    with pytest.raises(SearchError, match="k:"):
        search(prepared, law, k=0)


def test_parts_of_an_uncoded_talent_are_refused() -> None:
    people, jobs = pl.DataFrame({"isco08": ["25"]}), pl.DataFrame({"isco08": ["2512"]})
    prepared = prepare(people, jobs, scoring=SCORING, circle=np.zeros(1, np.int8), n_circles=1)
    one = np.zeros(1, np.int32)
    with pytest.raises(SearchError, match="unit group"):
        parts(prepared, Pairs(one, one, one.astype(np.int8), one, one.astype(np.int8)))
