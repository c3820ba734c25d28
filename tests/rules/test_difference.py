"""Two laws over one table: only what differs is worked out twice, and both come out as they do alone."""

from __future__ import annotations

import narwhals as nw
import polars as pl
import pytest

from corridor.rules.beside import AFTER, plan_beside
from corridor.rules.columns import FORMALITY, plan
from corridor.rules.difference import Difference
from corridor.rules.documents import Documents
from corridor.rules.encoding import encode
from corridor.rules.model import RuleSet
from tests.random_cases import frame
from tests.rules.test_reform import TOUCHED, law_after


def states(rules: RuleSet, encoded: pl.DataFrame) -> pl.DataFrame:
    made = plan(rules, encoded.columns)
    formal = [n + FORMALITY for n, r in rules.routes.items() if r.formality]
    return made.run(nw.from_native(encoded.lazy())).select(*rules.routes, *formal).to_native().collect()


@pytest.mark.parametrize("text", TOUCHED)
def test_both_laws_come_out_as_they_do_alone(text: str, documents: Documents, rules: RuleSet) -> None:
    after = law_after(documents, text)
    encoded = encode(frame(rules, 2_000, 3, 0.2), rules, keep=("id",))
    routes = list(dict.fromkeys((*rules.routes, *after.routes)))
    made, named = plan_beside(rules, after, encoded.columns, routes=routes, spans={}, months=({}, {}), never=60)
    whole = made.run(nw.from_native(encoded.lazy())).to_native().collect()
    alone = states(rules, encoded)
    assert whole.select(alone.columns).equals(alone)
    alone = states(after, encoded)
    assert whole.select(pl.col(named(n)).alias(n) for n in alone.columns).equals(alone)


@pytest.mark.parametrize("text", TOUCHED)
def test_only_touched_routes_get_a_second_column(text: str, documents: Documents, rules: RuleSet) -> None:
    after = law_after(documents, text)
    columns = ["application_date", "start_date"]
    made, _ = plan_beside(rules, after, columns, routes=list(after.routes), spans={}, months=({}, {}), never=60)
    second = {name for stage in made.stages for name in stage if name.endswith(AFTER)}
    state_stays = {n for n in after.routes if not Difference(rules, after).state(n)}
    assert {n for n in after.routes if n + AFTER in second} == TOUCHED[text] - state_stays
    assert (TOUCHED[text] <= state_stays) == (not TOUCHED[text] or "change_after" in text)  # a right opens nothing


def test_nothing_differs_from_itself(rules: RuleSet) -> None:
    differs = Difference(rules, rules)
    assert not any(differs.route(n) for n in rules.routes)
    assert not any(differs.fact(n) for n in rules.facts)
    assert not any(differs.term(n) for n in rules.terms)


def test_a_term_differs_with_the_parameter_below_it(documents: Documents, rules: RuleSet) -> None:
    after = law_after(documents, "parameters: {harbour.min_age: {from: 2023-01-01, value: 16}}")
    differs = Difference(rules, after)
    changed = {n for n in rules.terms if differs.term(n)}
    assert changed
    assert changed != {*rules.terms}
