"""What a partnership with a country of origin could fill: posts for which there is nobody, or nobody qualified."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import polars as pl

from corridor.partnerships.design import Design
from corridor.partnerships.proposals import Proposal, caveat
from corridor.partnerships.results import Assumption
from corridor.partnerships.simulation_words import parameter_label
from corridor.partnerships.sizing import COLUMNS, GapAnswer, for_gap, to_json
from corridor.partnerships.sizing_words import explain, why
from corridor.plan.run import Run

TOP = 5
"""Occupations that are sized, those with the largest gaps."""
PROPOSED = 3
"""Countries that are named for each of them."""
DRAWS = 200
LANGUAGES = ("en", "fr", "nl")


def partnership(run: Run, vacancies: pl.DataFrame) -> tuple[dict[str, Any], ...]:
    """The largest gaps of a plan, each with the outline scheme that would fill it, as plain values.

    Args:
        run: of the plan.
        vacancies: the plan's table of vacancies, with posts by reason.

    Returns:
        Dictionaries `isco08`, `label`, `posts` (unfilled posts of the occupation), `nobody`, `not_qualified`, `target`
        (those two together), `sizing` (`corridor.partnerships.sizing.Sizing`, without its assumptions), `words`
        (sentences by language), `none_why` (those of them that say what stands in the way, None where the target is
        reached), `assumptions`, `proposals` (countries in which to look) and `caveat`. An unfilled vacancy counts as
        interest: nobody has pledged it.
    """
    gaps = vacancies.filter(pl.col("unfilled") > 0).select(
        pl.col("isco08").cast(pl.String), pl.col("unfilled").alias("posts"), *COLUMNS[2:]
    )
    answers = for_gap(
        gaps,
        region=run.market.region,
        date=run.market.day,
        top=TOP,
        draws=DRAWS,
        seed=run.market.seed,
        talents=run.market.talents,
    )
    return tuple(_plain(answer) for answer in answers)


def _plain(answer: GapAnswer) -> dict[str, Any]:
    found = to_json(answer)
    sizing = answer.sizing
    return {
        **{key: found[key] for key in ("isco08", "label", "posts", "nobody", "not_qualified", "target")},
        "sizing": {key: value for key, value in found["sizing"].items() if key != "assumed"},
        "words": {lang: list(explain(answer, lang)) for lang in LANGUAGES},
        "none_why": None if sizing.reached else {lang: list(why(sizing, lang)) for lang in LANGUAGES},
        "assumptions": [_assumption(sizing.design, one) for one in sizing.assumed],
        "proposals": [_proposal(place) for place in answer.proposals[:PROPOSED]],
        "caveat": {lang: caveat(lang) for lang in LANGUAGES},
    }


def _assumption(design: Design, one: Assumption) -> dict[str, Any]:
    """A quantity that no source states: its path in the outline, its name, and its range."""
    figures = {key: getattr(one, key) for key in ("name", "kind", "mean", "low", "high", "basis", "confidence")}
    return {**figures, "label": {lang: parameter_label(design, one.name, lang) for lang in LANGUAGES}}


def _proposal(place: Proposal) -> dict[str, Any]:
    found = asdict(place)
    parts = [{key: value for key, value in part.items() if key != "note"} for part in found["parts"]]
    return {
        **found,
        "parts": [{**part, "evidence": list(part["evidence"])} for part in parts],
        "flags": list(found["flags"]),
        "schemes": list(found["schemes"]),
    }
