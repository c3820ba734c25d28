"""The size of a scheme in sentences: people and budget, or why none does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corridor.partnerships.design import Design
from corridor.partnerships.simulation_words import stage_label
from corridor.partnerships.sizing import GapAnswer, Sizing
from corridor.partnerships.sizing_limits import Limit
from corridor.partnerships.win_statement import money, per_cent
from corridor.rules import wording

FILE = Path(__file__).parent / "sizing.yaml"


def explain(answer: Sizing | GapAnswer, lang: str) -> tuple[str, ...]:
    """Sentences about a sizing in en, fr or nl: the answer first, then what stands in the way, then what is assumed."""
    if isinstance(answer, GapAnswer):
        return (*_sentences(answer.sizing, lang), *beyond(answer, lang))
    return tuple(_sentences(answer, lang))


def beyond(answer: GapAnswer, lang: str) -> tuple[str, ...]:
    """A sentence where more signed vacancies would be needed than posts are open; else none."""
    pledges = answer.sizing.pledges
    if pledges is None or pledges.posts <= answer.posts:
        return ()
    return (_say("more_than_posts_one" if answer.posts == 1 else "more_than_posts", lang, posts=answer.posts),)


def why(sizing: Sizing, lang: str) -> tuple[str, ...]:
    """The sentences that say what stands in the way; none where the target is reached."""
    return tuple(_reasons(sizing, lang))


def limit_name(design: Design, limit: Limit, lang: str) -> str:
    """A limit of a design as it stands in a list."""
    return str(_words()["kinds"][limit.kind][lang]).format(stage=_stage(design, limit, lang))


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def _sentences(sizing: Sizing, lang: str) -> Iterator[str]:
    asked = {"target": sizing.target, "by": sizing.by}
    one = "_one" if sizing.target == 1 else ""
    if sizing.reached and sizing.budget is not None:
        chance = per_cent(sizing.chance.estimate, lang)
        yield _say(f"reached{one}", lang, **asked, intake=sizing.intake, people=sizing.people, chance=chance)
        yield _say("budget", lang, mean=money(sizing.budget.mean, lang), q80=money(sizing.budget.q80, lang))
    else:
        probability = per_cent(sizing.probability, lang)
        most = _say("most" if sizing.largest else "most_none", lang, largest=sizing.largest)
        yield _say(f"not_reached{one}", lang, **asked, probability=probability, most=most)
    yield from _reasons(sizing, lang)
    if sizing.pledges is not None:
        paid = sizing.pledges.budget
        amounts = {"mean": money(paid.mean, lang), "q80": money(paid.q80, lang)}
        yield _say("pledges", lang, posts=sizing.pledges.posts, people=sizing.pledges.people, **amounts)
        if sizing.pledges.posts > sizing.target:
            yield _say("more_than_target", lang)
    if sizing.assumed:
        yield _say("assumed", lang, assumed=len(sizing.assumed))


def _reasons(sizing: Sizing, lang: str) -> Iterator[str]:
    yield from (_limit(sizing.design, limit, lang) for limit in sizing.limits if limit.binds)
    if sizing.together:
        names = (limit_name(sizing.design, limit, lang) for limit in sizing.together)
        yield _say("together", lang, names=", ".join(names))


def _limit(design: Design, limit: Limit, lang: str) -> str:
    values = {"now": limit.now, "needed": limit.needed, "largest": limit.largest}
    unit = _words()["units"].get(limit.unit, {}).get(lang, "")
    key = f"{limit.kind}_needed" if limit.needed is not None and limit.kind in ("time", "capacity") else limit.kind
    return _say(key, lang, unit=unit, stage=_stage(design, limit, lang), **values)


def _stage(design: Design, limit: Limit, lang: str) -> str:
    return "" if limit.stage is None else stage_label(design, limit.stage, lang)


def _say(key: str, lang: str, **values: Any) -> str:
    told = {name: _told(value, lang) for name, value in values.items()}
    return str(_words()[key][lang]).format(**told)


def _told(value: Any, lang: str) -> str:
    if isinstance(value, float):
        value = round(value)
    return wording.show(value, lang) if isinstance(value, int | date) else str(value)
