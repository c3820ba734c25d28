"""What a report shows of people: nothing about fewer than ten of them, and nothing from which that can be reckoned.

The attack solves what is shown as linear equations over all populations that fit, and asks how far each small number
is known. The same attack undoes plain hiding of small numbers, so it is strong enough to mean something.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from corridor.labour_market.disclosure import SMALL, WHOLE, Cell, hidden


@dataclass(frozen=True)
class World:
    """People by group, how many stages each has passed, and the cells of a report on them."""

    groups: tuple[str, ...]
    reached: tuple[int, ...]
    stages: int
    cells: tuple[Cell, ...]

    def who(self, group: str, stage: int) -> int:
        """Who of a group has passed a stage, as bits."""
        return sum(
            1 << at
            for at, (of, passed) in enumerate(zip(self.groups, self.reached, strict=True))
            if group in (WHOLE, of) and passed > stage
        )


def world(groups: list[str], reached: list[int], stages: int) -> World:
    """A funnel: counts of every stage and conversions between neighbours, in the whole and by group."""
    bare = World(tuple(groups), tuple(reached), stages, ())
    cells = []
    for group in (WHOLE, *sorted(set(groups))):
        sets = [bare.who(group, stage) for stage in range(stages)]
        cells += [Cell(("people", str(at)), group, people, rank=at) for at, people in enumerate(sets)]
        cells += [
            Cell(("conversion", str(at)), group, sets[at + 1], sets[at], rank=100 + at) for at in range(stages - 1)
        ]
    return World(bare.groups, bare.reached, stages, tuple(cells))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Funnels in which few drop out, so that small numbers are everywhere."""
    stages = draw(st.integers(2, 4))
    sizes = draw(st.lists(st.integers(1, 60), min_size=1, max_size=4))
    groups, reached = [], []
    for number, size in enumerate(sizes):
        left = size
        by_stage = []
        for _ in range(stages):
            left = max(0, left - draw(st.sampled_from([0, 0, 1, 3, 9, 10, 15])))
            by_stage.append(left)
        groups += [f"g{number}"] * size
        reached += [sum(person < still for still in by_stage) for person in range(size)]
    return world(groups, reached, stages)


Known = tuple[float, float]


def row(found: World, group: str, stage: int) -> np.ndarray:
    """Which kinds of people are counted who are of a group and have passed a stage."""
    atoms = product(sorted(set(found.groups)), range(found.stages + 1))
    return np.array([float(group in (WHOLE, of) and passed > stage) for of, passed in atoms])


def shown_as_equations(found: World, out: frozenset[int]) -> tuple[list[np.ndarray], list[int]]:
    """What the cells that are not out tell."""
    equations, totals = [], []
    for at, cell in enumerate(found.cells):
        if at in out:
            continue
        stage = int(cell.key[1])
        told = [(stage, cell.counted)] if cell.base is None else [(stage, cell.base), (stage + 1, cell.counted)]
        for of, people in told:
            equations.append(row(found, cell.group, of))
            totals.append(people.bit_count())
    return equations, totals


def attacked(found: World, out: frozenset[int]) -> dict[tuple[str, int, int | None], tuple[int, Known]]:
    """Each small number of people (of a stage, or lost between two), with the range in which it is known to lie."""
    equations, totals = shown_as_equations(found, out)
    known = {}
    places = list(product(sorted(set(found.groups)), range(found.stages)))
    lost = list(product((WHOLE, *sorted(set(found.groups))), range(found.stages - 1)))
    for group, stage, after in [(g, s, None) for g, s in places] + [(g, s, s + 1) for g, s in lost]:
        people = found.who(group, stage) & ~(0 if after is None else found.who(group, after))
        if 0 < people.bit_count() < SMALL:
            target = row(found, group, stage) - (0 if after is None else row(found, group, after))
            known[group, stage, after] = (people.bit_count(), _range(target, equations, totals))
    return known


def _range(target: np.ndarray, equations: list[np.ndarray], totals: list[int]) -> Known:
    given_ = {"A_eq": np.array(equations), "b_eq": totals} if equations else {}
    low = linprog(target, bounds=(0, None), method="highs", **given_)
    high = linprog(-target, bounds=(0, None), method="highs", **given_)
    return low.fun, float("inf") if high.status == 3 else -high.fun


@given(found=worlds())
@settings(max_examples=80, deadline=None)
def test_no_small_number_can_be_reckoned_from_what_is_shown(found: World) -> None:
    away = hidden(found.cells).numbers
    for place, (_, (low, high)) in attacked(found, away).items():
        assert high - low > 0.5, place


def test_the_attack_undoes_plain_hiding_of_small_numbers() -> None:
    found = world(["a"] * 40 + ["b"] * 5, [2] * 38 + [1] * 2 + [2] * 5, 2)
    plain = frozenset(
        at for at, cell in enumerate(found.cells) if any(0 < people.bit_count() < SMALL for _, people in cell.sets())
    )
    undone = [place for place, (_, (low, high)) in attacked(found, plain).items() if high - low < 0.5]
    assert ("b", 0, None) in undone
    away = hidden(found.cells).numbers
    assert all(high - low > 0.5 for _, (low, high) in attacked(found, away).values())


@given(found=worlds())
@settings(max_examples=150, deadline=None)
def test_no_two_shown_cells_differ_by_fewer_than_ten_people(found: World) -> None:
    away = hidden(found.cells).numbers
    whole = {(cell.key, role): people for cell in found.cells if cell.group == WHOLE for role, people in cell.sets()}
    shown = [
        (cell.group, people, whole[cell.key, role])
        for at, cell in enumerate(found.cells)
        if at not in away
        for role, people in cell.sets()
    ]
    for one, inner, total in shown:
        assert inner.bit_count() >= SMALL or total == 0
        for other, outer, _ in shown:
            if one in (other, WHOLE) or other == WHOLE:
                assert not (inner & outer == inner and inner and 0 < (outer & ~inner).bit_count() < SMALL)


@given(found=worlds())
@settings(max_examples=80, deadline=None)
def test_the_whole_scheme_is_shown_alike_with_and_without_groups(found: World) -> None:
    alone = [cell for cell in found.cells if cell.group == WHOLE]
    assert hidden(alone).numbers == {at for at in hidden(found.cells).numbers if found.cells[at].group == WHOLE}


def test_large_numbers_are_shown() -> None:
    found = world(["a"] * 60 + ["b"] * 60, ([2] * 40 + [1] * 20) * 2, 2)
    assert hidden(found.cells).numbers == frozenset()


def test_of_two_numbers_too_close_the_more_important_stays() -> None:
    people = [(1 << 40) - 1, (1 << 35) - 1]
    for ranks, gone in (((1, 2), {1}), ((2, 1), {0})):
        cells = [
            Cell(("people", str(at)), WHOLE, of, rank=rank)
            for at, (of, rank) in enumerate(zip(people, ranks, strict=True))
        ]
        assert hidden(cells).numbers == gone


@pytest.mark.parametrize(("sizes", "shown"), [((30, 12, 5, 0), 1), ((30, 12, 9, 3), 2), ((25, 25), 2), ((12, 3), 0)])
def test_parts_of_a_whole_are_hidden_by_twos(sizes: tuple[int, ...], shown: int) -> None:
    starts = np.cumsum((0, *sizes))
    parts = [((1 << size) - 1) << int(start) for size, start in zip(sizes, starts, strict=False)]
    base = sum(parts)
    cells = [Cell(("reasons", str(at)), WHOLE, part, base, parted=True) for at, part in enumerate(parts)]
    away = hidden(cells).numbers
    assert len(parts) - len(away) == shown


@given(found=worlds())
@settings(max_examples=80, deadline=None)
def test_no_zero_of_a_group_can_be_reckoned_unless_the_whole_is_told_to_be_zero(found: World) -> None:
    away = hidden(found.cells).numbers
    equations, totals = shown_as_equations(found, away)
    for group, stage in product(sorted(set(found.groups)), range(found.stages)):
        if found.who(WHOLE, stage) and not found.who(group, stage):
            low, high = _range(row(found, group, stage), equations, totals)
            assert high - low > 0.5, (group, stage)


def test_a_protected_zero_does_not_follow_by_subtraction() -> None:
    """Nobody paid, told of the whole and so of every group; of b nobody arrived either, which may not be told."""
    a, b = (1 << 50) - 1, ((1 << 20) - 1) << 50
    cells = [
        Cell((name,), group, people & of)
        for group, of in {WHOLE: a | b, "a": a, "b": b}.items()
        for name, people in (("selected", a | b), ("arrived", a >> 20), ("paid", 0))
    ]
    away = {(cells[at].key[0], cells[at].group) for at in hidden(cells).numbers}
    assert away == {("arrived", "a"), ("arrived", "b")}


def test_a_zero_that_is_hidden_in_the_whole_is_hidden_in_every_group() -> None:
    groups = {"a": (1 << 30) - 1, "b": ((1 << 30) - 1) << 30}
    whole = groups["a"] | groups["b"]
    cells = [
        Cell(("reasons", name), group, people & of, of, parted=True)
        for group, of in {WHOLE: whole, **groups}.items()
        for name, people in (("home", whole), ("health", 0))
    ]
    away = {(cells[at].key[1], cells[at].group) for at in hidden(cells).numbers}
    assert {("health", WHOLE), ("health", "a"), ("health", "b")} <= away
