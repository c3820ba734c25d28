"""What would fill unfilled posts: for each reason what it takes, how far, and for how many posts.

A lever counts a post where it alone would do: somebody then meets every condition. Levers overlap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.matching.profile import UNSETTLED
from corridor.matching.search import CONDITIONS, GAPS
from corridor.occupations.isco08 import groups
from corridor.plan.notes import note
from corridor.plan.result import LEVERS, REASONS, Action, LeverResult, Reason, Text, Unknown
from corridor.plan.run import Run
from corridor.plan.words import words
from corridor.rules import truths
from corridor.rules.explain import filled
from corridor.rules.freeze import Frozen
from corridor.rules.interpret import Reading
from corridor.rules.model import RuleSet

Counts = NDArray[np.int64]
UNITS = {"level": "levels", "language": "steps", "pay": "EUR_year", "date": "days"}
LANGUAGES = ("en", "fr", "nl")
OCCUPATION = "occupation"
"""Stands among the unknown conditions where a vacancy has no unit group: nobody can be said to be in reach."""


def levers(run: Run) -> tuple[LeverResult, ...]:
    """Every lever that would open a post, by reason, then by posts."""
    reason, unfilled = run.reason, run.unfilled
    found: list[LeverResult] = []
    for name in REASONS:
        posts = np.where(reason == REASONS.index(name), unfilled, 0)
        if posts.any():
            made = list(_by_reason(run, name, posts))
            found += sorted(made, key=lambda lever: (-lever.posts, lever.action, str(lever.subject)))
    return tuple(found)


def _by_reason(run: Run, reason: Reason, posts: Counts) -> Iterator[LeverResult]:
    if reason in ("nobody", "outcompeted"):
        yield _lever(run, reason, "attract", posts, people=int(posts.sum()))
    elif reason == "not_allowed":
        yield from _reforms(run, posts)
    elif reason == "undecided":
        yield from _questions(run, posts)
    else:
        for action in LEVERS[reason]:
            yield from _near(run, reason, action, posts)


def _near(run: Run, reason: Reason, action: Action, posts: Counts) -> Iterator[LeverResult]:
    """People whom this one condition alone keeps from the post."""
    only = run.found.only[:, CONDITIONS.index(action)]
    opened = np.minimum(posts, only)
    if opened.any():
        gap = _gap(run, action, opened)
        cost = None
        if action == "pay":
            cost = float((np.nan_to_num(run.found.gap[:, GAPS.index("pay")]) * opened).sum())
        yield _lever(run, reason, action, opened, gap=gap, yearly_cost=cost)


def _gap(run: Run, action: Action, opened: Counts) -> dict[str, Any] | None:
    """How far the posts are: half of them, and nine in ten."""
    if action not in GAPS:
        return None
    gaps = run.found.gap[:, GAPS.index(action)]
    known = (opened > 0) & ~np.isnan(gaps)
    if not known.any():
        return None
    spread = np.repeat(gaps[known], opened[known])
    median, p90 = np.quantile(spread, [0.5, 0.9], method="inverted_cdf")
    return {"median": float(median), "p90": float(p90), "unit": UNITS[action]}


def _reforms(run: Run, posts: Counts) -> Iterator[LeverResult]:
    """Conditions of the law that alone close a way for somebody who is qualified and willing."""
    for bit, (route, condition) in enumerate(run.permission.conditions):
        opened = np.where(_bit(run.found.law_bits, bit), posts, 0)
        if opened.any() and changeable(run.law.rules, route, condition, run.market.day):
            subject = closing_condition(run.law, route, condition, run.market.day)
            yield _lever(run, "not_allowed", "reform", opened, subject=subject)


def changeable(rules: RuleSet, route: str, condition: str, day: date) -> bool:
    """Whether a condition rests on an amount or list that a reform can set; else it says what the route is."""
    phrase = next(c for c in rules.routes[route].conditions if c.id == condition).at(day)
    return phrase is not None and truths.rests_on_values(rules, phrase.node, day)


def closing_condition(law: Frozen, route: str, condition: str, day: date) -> dict[str, Any]:
    """A condition as a reader meets it: `route`, `condition`, `label` of the route, `text` with its amounts, `source`,
    `article`, `confidence`.
    """
    where = law.rules.routes[route]
    phrase = next(c for c in where.conditions if c.id == condition).at(day)
    reading = Reading(law.rules, law.moments.at(day, day), {"application_date": day})
    ref = phrase.ref if phrase else None
    return {
        "route": route,
        "condition": condition,
        "label": dict(where.label),
        "text": {lang: filled(reading, phrase.text, lang) for lang in LANGUAGES} if phrase and phrase.text else {},
        "source": ref.source if ref else None,
        "article": ref.article if ref else None,
        "confidence": ref.confidence if ref else None,
    }


def _questions(run: Run, posts: Counts) -> Iterator[LeverResult]:
    for name, label, fact, opened in _open_questions(run, posts):
        subject = {"fact": name, "label": label} if fact else {"condition": name, "label": label}
        yield _lever(run, "undecided", "ask_fact" if fact else "ask_condition", opened, subject=subject)


def _open_questions(run: Run, posts: Counts) -> Iterator[tuple[str, Text, bool, Counts]]:
    uncoded = np.where(run.found.uncoded, posts, 0)
    if uncoded.any():
        yield OCCUPATION, _words(f"condition.{OCCUPATION}"), False, uncoded
    for n, condition in enumerate(CONDITIONS):
        opened = np.where(run.found.unknown[:, n] > 0, posts, 0)
        if condition != "law" and opened.any():
            yield condition, _words(f"condition.{condition}"), False, opened
    facts = run.law.rules.facts
    for bit, fact in enumerate(run.permission.facts):
        opened = np.where(_bit(run.found.law_unknown_bits, bit), posts, 0)
        if opened.any():
            yield fact, note("unsettled") if fact == UNSETTLED else dict(facts[fact].label), True, opened


def unknowns(run: Run) -> tuple[Unknown, ...]:
    """What is not known of undecided posts, most posts first."""
    posts = np.where(run.reason == REASONS.index("undecided"), run.unfilled, 0)
    found = [
        Unknown("fact" if fact else "condition", name, label, int(opened.sum()))
        for name, label, fact, opened in _open_questions(run, posts)
    ]
    return tuple(sorted(found, key=lambda u: (-u.posts, u.name)))


def best_by_occupation(found: tuple[LeverResult, ...]) -> dict[tuple[str, Reason], LeverResult]:
    """For each unit group and reason, the lever that would open most of its unfilled posts."""
    best: dict[tuple[str, Reason], LeverResult] = {}
    for lever in found:
        for place in lever.occupations:
            key = place["isco08"], lever.reason
            if key not in best or place["posts"] > best[key].posts:
                people = None if lever.people is None else int(place["posts"])
                best[key] = LeverResult(
                    lever.reason, lever.action, place["posts"], lever.subject, place["gap"], people=people
                )
    return best


def _lever(run: Run, reason: Reason, action: Action, opened: Counts, **more: Any) -> LeverResult:
    return LeverResult(reason, action, int(opened.sum()), occupations=_where(run, action, opened), **more)


def _where(run: Run, action: Action, opened: Counts) -> tuple[dict[str, Any], ...]:
    """Unit groups with these posts, most first, each with its own gap."""
    codes = run.market.vacancies["isco08"].cast(pl.String).to_numpy()
    rows = np.flatnonzero((opened > 0) & (codes != None))  # noqa: E711 - element by element
    found = []
    for code in np.unique(codes[rows].astype(str)):
        mine = np.zeros_like(opened)
        mine[rows[codes[rows] == code]] = opened[rows[codes[rows] == code]]
        place = {"isco08": str(code), "label": occupation_label(str(code)), "posts": int(mine.sum())}
        found.append(place | {"gap": _gap(run, action, mine)})
    return tuple(sorted(found, key=lambda place: (-place["posts"], place["isco08"])))


def occupation_label(code: str) -> Text:
    """The title of a group in three languages; the code itself where it is none."""
    found = groups().get(code)
    return dict(found.titles) if found else {lang: code for lang in ("en", "fr", "nl")}


def _bit(words: NDArray[np.uint64], bit: int) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (words >> np.uint64(bit)) & np.uint64(1) == 1
    return found


def _words(key: str) -> Text:
    return {lang: words().say(key, lang) for lang in LANGUAGES}
