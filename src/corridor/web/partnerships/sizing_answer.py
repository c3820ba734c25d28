"""The size of a scheme as the page says it: people and budget, or what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from corridor.partnerships.phases import words
from corridor.partnerships.proposals import Proposal, caveat
from corridor.partnerships.simulation_words import parameter_label
from corridor.partnerships.sizing import GapAnswer, Sizing
from corridor.partnerships.sizing_limits import Limit
from corridor.partnerships.sizing_words import explain, limit_name
from corridor.web.design import names
from corridor.web.design.templatetags.design import day, not_known, number, percent
from corridor.web.partnerships.outcome import Row, euros, nobody


@dataclass(frozen=True)
class Answer:
    """A size in words and tables.

    Attributes:
        sizing: as the library found it.
        verdict: the first sentence; `sentences` the others.
        facts: people, chance, budget.
        payers: who pays, on average and with 80 % certainty.
        limits: what stands in the way: now, needed, what would be reached without it.
        query: the answer's waves as part of the address of the design's page.
    """

    sizing: Sizing
    verdict: str
    sentences: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    payers: tuple[Row, ...]
    limits: tuple[Row, ...]
    query: str

    @property
    def assumed(self) -> list[str]:
        """The quantities that rest on no source."""
        return [parameter_label(self.sizing.design, one.name, names.language()) for one in self.sizing.assumed]


def answer_of(found: Sizing | GapAnswer) -> Answer:
    """A size as the page says it."""
    sizing = found.sizing if isinstance(found, GapAnswer) else found
    said = explain(found, names.language())
    payers = _payers(sizing.budget.by_payer) if sizing.budget else ()
    limits = tuple(_limit(limit, sizing) for limit in sizing.limits)
    return Answer(sizing, said[0], said[1:], tuple(_facts(sizing)), payers, limits, _query(sizing))


def _facts(sizing: Sizing) -> list[tuple[str, str]]:
    found = [(_("People to be placed abroad"), number(sizing.target)), (_("By"), day(sizing.by))]
    if sizing.reached:
        found += [(_("People in each wave"), number(sizing.intake)), (_("People of all waves"), number(sizing.people))]
    found.append((_("Chance that so many are placed"), percent(sizing.chance.estimate)))
    asked = _("Largest number placed with a chance of %(chance)s") % {"chance": percent(sizing.probability)}
    found.append((asked, number(sizing.largest)))
    if (budget := sizing.budget) is not None:
        found += [
            (_("Budget on average"), euros(budget.mean)),
            (_("Budget that is enough in 8 of 10 draws"), euros(budget.q80)),
        ]
        per = nobody() if budget.per_placement is None else euros(budget.per_placement)
        found.append((_("Cost per placement abroad"), per))
    return found


def _payers(parts: tuple[tuple[str, float, float], ...]) -> tuple[Row, ...]:
    said = {key: text.told(names.language()) for key, text in words("payers").items()}
    said["unknown"] = _("not known who pays")
    ordered = sorted(parts, key=lambda part: -part[1])
    return tuple(Row(said.get(payer, payer), (euros(mean), euros(q80))) for payer, mean, q80 in ordered)


def _limit(limit: Limit, sizing: Sizing) -> Row:
    cells = (_value(limit.now), _value(limit.needed), percent(limit.chance), number(limit.largest))
    return Row(limit_name(sizing.design, limit, names.language()), cells, quiet=not limit.binds)


def _value(value: float | date | None) -> str:
    if value is None:
        return "–"
    return day(value) if isinstance(value, date) else number(value)


def _query(sizing: Sizing) -> str:
    waves = {f"wave.{at}": wave.intake for at, wave in enumerate(sizing.design.waves)}
    return "?" + urlencode({**waves, "n": sizing.target, "by": sizing.by.isoformat()})


# ---- countries to look at -----------------------------------------------------------------------


def places(found: tuple[Proposal, ...]) -> list[dict[str, Any]]:
    """Countries with their rank, what it is made of, and the schemes behind each part."""
    lang = names.language()
    return [
        {
            "name": one.name.told(lang),
            "rank": _rank(one),
            "parts": [
                {
                    "label": part.label.told(lang),
                    "value": not_known() if part.value is None else percent(part.value),
                    "schemes": part.evidence,
                    "note": "" if part.note is None else part.note.told(lang),
                }
                for part in one.parts
            ],
            "flags": [flag.text.told(lang) for flag in one.flags],
        }
        for one in found
    ]


def _rank(one: Proposal) -> str:
    low, high = percent(round(one.low, 3)), percent(round(one.high, 3))
    return low if low == high else f"{low} – {high}"


def warning() -> str:
    """What the list of countries is and what it is not."""
    return caveat(names.language())
