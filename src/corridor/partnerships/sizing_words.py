"""The size of a scheme in sentences: people and budget, or why none does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corridor.partnerships.sizing import Sizing
from corridor.partnerships.sizing_limits import Limit
from corridor.partnerships.win_statement import money, per_cent
from corridor.rules import wording

FILE = Path(__file__).parent / "sizing.yaml"


def explain(sizing: Sizing, lang: str) -> tuple[str, ...]:
    """Sentences about a sizing in en, fr or nl: the answer first, then what stands in the way, then what is assumed."""
    return tuple(_sentences(sizing, lang))


def limit_name(limit: Limit, lang: str) -> str:
    """A limit as it stands in a list."""
    return str(_words()["kinds"][limit.kind][lang]).format(stage=_stage(limit))


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def _sentences(sizing: Sizing, lang: str) -> Iterator[str]:
    asked = {"target": sizing.target, "by": sizing.by}
    if sizing.reached and sizing.budget is not None:
        chance = per_cent(sizing.chance.estimate, lang)
        yield _say("reached", lang, **asked, intake=sizing.intake, people=sizing.people, chance=chance)
        yield _say("budget", lang, mean=money(sizing.budget.mean, lang), q80=money(sizing.budget.q80, lang))
    else:
        probability = per_cent(sizing.probability, lang)
        yield _say("not_reached", lang, **asked, probability=probability, largest=sizing.largest)
        yield from (_limit(limit, lang) for limit in sizing.limits if limit.binds)
    if sizing.together:
        yield _say("together", lang, names=", ".join(limit_name(limit, lang) for limit in sizing.together))
    if sizing.pledges is not None:
        paid = sizing.pledges.budget
        amounts = {"mean": money(paid.mean, lang), "q80": money(paid.q80, lang)}
        yield _say("pledges", lang, posts=sizing.pledges.posts, people=sizing.pledges.people, **amounts)
        if sizing.pledges.posts > sizing.target:
            yield _say("more_than_target", lang)
    if sizing.assumed:
        yield _say("assumed", lang, assumed=len(sizing.assumed))


def _limit(limit: Limit, lang: str) -> str:
    values = {"now": limit.now, "needed": limit.needed, "largest": limit.largest, "stage": _stage(limit)}
    unit = _words()["units"].get(limit.unit, {}).get(lang, "")
    key = f"{limit.kind}_needed" if limit.needed is not None and limit.kind in ("time", "capacity") else limit.kind
    return _say(key, lang, unit=unit, **values)


def _stage(limit: Limit) -> str:
    return "" if limit.stage is None else limit.stage


def _say(key: str, lang: str, **values: Any) -> str:
    told = {name: _told(value, lang) for name, value in values.items()}
    return str(_words()[key][lang]).format(**told)


def _told(value: Any, lang: str) -> str:
    if isinstance(value, float):
        value = round(value)
    return wording.show(value, lang) if isinstance(value, int | date) else str(value)
