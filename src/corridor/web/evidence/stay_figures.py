"""Stay rates as a page shows them: the published ones, and those of a file of spells that is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corridor.labour_market.published_stay_rates import PublishedRate, compare, published
from corridor.labour_market.retention import StayRate, stay_rates
from corridor.labour_market.retention_words import limits, reason
from corridor.labour_market.spell_columns import STATES, label
from corridor.labour_market.spells import Spells, read_spells
from corridor.web.design import names
from corridor.web.design.templatetags.design import country, number
from corridor.web.evidence.tables_sent import frame

CURVES = 6
"""Groups of a drawing at most."""


@dataclass(frozen=True)
class Stayed:
    """What a file of spells gives.

    Attributes:
        rates: a row a group, place and number of years, with its words and the published rates like it.
        curves: points of the drawing: group, years, share and interval; only rates that may be shown.
        states: shares by state of the whole file: years, state, share in percent; empty where hidden.
        bad: rows in quarantine; limits: sentences to bear in mind.
    """

    spells: Spells
    by: tuple[str, ...]
    rates: list[dict[str, Any]]
    curves: list[dict[str, Any]]
    states: list[dict[str, Any]]
    bad: list[dict[str, Any]]
    limits: list[str]


def years_told(years: float | None) -> str:
    """A number of years."""
    if years is None:
        return _("not known")
    plural = 1 if years == 1 else 2
    return ngettext("%(n)s year", "%(n)s years", plural) % {"n": number(years, 1)}


def span(one: PublishedRate) -> str:
    """A published rate in percent: 83.3 %, 30–33 %, under 15 %."""
    if one.high is None:
        return _("not known")
    if one.low is None:
        return _("under %(high)s %%") % {"high": number(one.high, 1)}
    shown = number(one.high, 1) if one.low == one.high else f"{number(one.low, 1)}–{number(one.high, 1)}"
    return _("%(share)s %%") % {"share": shown}


def percent(share: float | None) -> str:
    """A share with one decimal."""
    return _("not known") if share is None else _("%(share)s %%") % {"share": number(100 * share, 1)}


def published_rows() -> list[dict[str, Any]]:
    """The published rates with their words."""
    lang = names.language()
    return [
        {
            "rate": one,
            "country": place(one.country),
            "group": one.group.told(lang),
            "years": years_told(one.years),
            "span": span(one),
            "note": None if one.note is None else one.note.told(lang),
        }
        for one in published()
    ]


def place(code: str) -> str:
    """A country, or the European Union of 28."""
    return _("European Union (28 countries)") if code == "EU28" else country(code)


def drawn_rows() -> list[dict[str, Any]]:
    """The published rates of one figure or a range, for a drawing: longest stay first within each duration."""
    known = [one for one in published() if one.low is not None and one.high is not None and one.years is not None]
    known.sort(key=lambda one: (one.years or 0, -(one.high or 0)))
    lang = names.language()
    return [
        {
            "label": ", ".join(part for part in (one.country, one.group.told(lang), one.cohort) if part),
            "after": years_told(one.years),
            "low": one.low,
            "high": one.high,
        }
        for one in known
    ]


def stayed(text: str, by: Sequence[str], years: Sequence[int], lag: int) -> Stayed:
    """Stay rates of a file of spells, small numbers left out.

    Raises:
        LabourMarketError: the file cannot be read, or what is asked for is not possible.
    """
    lang = names.language()
    spells = read_spells(frame(text, "spells"))
    found = stay_rates(spells, by=by, years=years, lag=lag)
    return Stayed(
        spells=spells,
        by=tuple(by),
        rates=[_row(rate, lang) for rate in found.rates],
        curves=_curves(found.rates),
        states=_states(found.rates, lang),
        bad=spells.quarantine(lang).to_dicts(),
        limits=limits(found, lang),
    )


def group_told(rate: StayRate) -> str:
    """Who: the values of the columns that the group is of."""
    if not rate.group:
        return _("the whole file")
    lang, told = names.language(), list[str]()
    for column, value in rate.group.items():
        if value is None:
            told.append(_("not known"))
        else:
            told.append(country(value) if column == "nationality" else label(value, lang))
    return ", ".join(told)


def _row(rate: StayRate, lang: str) -> dict[str, Any]:
    states = [] if rate.states is None else [(label(s, lang), percent(one.share)) for s, one in rate.states.items()]
    return {
        "rate": rate,
        "group": group_told(rate),
        "place": _("in the region") if rate.place == "region" else _("in Belgium"),
        "years": years_told(rate.years),
        "share": percent(rate.rate),
        "interval": "" if rate.low is None else f"{percent(rate.low)} – {percent(rate.high)}",
        "sign": "" if rate.if_last_sign is None else percent(rate.if_last_sign),
        "states": states,
        "reason": reason(rate, lang),
        "published": [_compared(one.published, one.position) for one in compare(rate)],
    }


def _compared(one: PublishedRate, position: str) -> dict[str, Any]:
    words = {"below": _("lower"), "within": _("within the interval"), "above": _("higher"), "unknown": _("not known")}
    told = ", ".join(part for part in (place(one.country), one.group.told(names.language()), one.cohort) if part)
    return {"told": told, "span": span(one), "position": words[position], "rate": one}


def _curves(rates: Sequence[StayRate]) -> list[dict[str, Any]]:
    """Shares after each number of years of the largest groups; everybody is here at the start."""
    groups: dict[str, list[StayRate]] = {}
    for rate in rates:
        if rate.place == "belgium" and rate.rate is not None:
            groups.setdefault(group_told(rate), []).append(rate)
    out: list[dict[str, Any]] = []
    for name, known in list(groups.items())[:CURVES]:
        out.append({"group": name, "years": 0, "share": 100.0, "low": None, "high": None})
        for rate in known:
            ends = {end: None if (at := getattr(rate, end)) is None else 100 * at for end in ("low", "high")}
            out.append({"group": name, "years": rate.years, "share": 100 * (rate.rate or 0.0), **ends})
    return out


def _states(rates: Sequence[StayRate], lang: str) -> list[dict[str, Any]]:
    whole = [rate for rate in rates if not rate.group and rate.place == "belgium" and rate.states is not None]
    return [
        {"after": years_told(rate.years), "state": label(state, lang), "share": 100 * (rate.states or {})[state].share}
        for rate in whole
        for state in STATES
    ]
