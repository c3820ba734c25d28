"""Measures of the labour market: verdicts and indicators of a table, shortage lists on a day, published figures."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.consultation.chain.reference import (
    ListMembership,
    ListTitles,
    MeasuredIndicator,
    MeasuredVerdict,
    PublishedFigure,
)
from corridor.consultation.chain.references.found import Found, NotRead, placed, source_note, told
from corridor.consultation.form import ADDRESS

if TYPE_CHECKING:
    from corridor.consultation.chain.items import SourceNote
    from corridor.labour_market.published_stay_rates import PublishedRate

SHIPPED = Path(__file__).parents[2] / "shipped"


@cache
def shipped_tables() -> dict[str, Path]:
    """The tables of indicators that ship with the example, by the name of the file."""
    return {path.name: path for path in sorted(SHIPPED.glob("*.csv"))}


def _table(name: str, folder: Path | None) -> Path:
    """A table that ships, by its name; else a file of the dossier."""
    return shipped_tables().get(name) or placed(name, folder)


def read_membership(reference: ListMembership) -> Found:
    """True on the list, False not on it, None where it is known in part.

    Raises:
        LabourMarketError: there is no such list or unit group.
    """
    from corridor.labour_market.shortage_lists import edition_on, membership, on_list

    value = on_list(reference.list, reference.isco08, reference.day)
    spells = [
        one
        for one in membership(reference.isco08)
        if one.list == reference.list
        and one.start <= reference.day
        and (one.until is None or reference.day <= one.until)
    ]
    edition = edition_on(reference.list, reference.day)
    sources = [source for spell in spells for source in spell.sources]
    source = sources[0] if sources else edition.source if edition else None
    return Found(value, told(value), source_note(source.title, source.url, source.read) if source else None)


def read_titles(reference: ListTitles) -> Found:
    """How many titles the edition of the day has: the published number, else those held of a complete edition.

    Raises:
        LabourMarketError: there is no such list. NotRead: no edition is known on that day.
    """
    from corridor.labour_market.shortage_lists import edition_on

    edition = edition_on(reference.list, reference.day)
    if edition is None or edition.holding == "gap":
        raise NotRead(f"{reference.list} {reference.day}", "reference_no_edition")
    held = len(edition.titles) if edition.holding == "complete" else None
    value = edition.count if edition.count is not None else held
    source = edition.count_source or edition.source
    return Found(value, told(value), source_note(source.title, source.url, source.read) if source else None)


def read_verdict(reference: MeasuredVerdict, folder: Path | None) -> Found:
    """shortage, watch, no_shortage or unknown.

    Raises:
        NotRead: there is no such file. LabourMarketError: no such method, or nothing for the region and period.
    """
    from corridor.labour_market.indicator_table import read_indicators
    from corridor.labour_market.measure import measure
    from corridor.labour_market.verdict import words

    table = read_indicators(_table(reference.table, folder))
    verdicts = measure(table, reference.method, region=reference.region, period=reference.period)
    value = verdicts.one(reference.isco08).verdict
    return Found(value, dict(words()["verdict"][value]), source_note(reference.table, None, None))


def read_indicator(reference: MeasuredIndicator, folder: Path | None) -> Found:
    """The value of the newest edition of the figure.

    Raises:
        NotRead: there is no such file or row. LabourMarketError: the file is no table of indicators.
    """
    import polars as pl

    from corridor.labour_market.indicator_table import latest, read_indicators
    from corridor.labour_market.indicators import indicator, region_name

    unit = indicator(reference.indicator).unit
    wanted = {
        "isco08": reference.isco08,
        "region": region_name(reference.region),
        "period": reference.period,
        "indicator": reference.indicator,
    }
    rows = latest(read_indicators(_table(reference.table, folder)).rows)
    found = rows.filter(*(pl.col(name) == value for name, value in wanted.items())).rows(named=True)
    if not found:
        raise NotRead(f"{reference.table}: {', '.join(wanted.values())}", "reference_nothing_there")
    return Found(found[-1]["value"], told(found[-1]["value"], unit), _of_row(str(found[-1]["source"])))


def _of_row(source: str) -> SourceNote:
    """What a row says of its source; an address in it becomes the link."""
    link = ADDRESS.search(source)
    title = source.replace(link[0], "").strip(" ,;:()") if link else source
    return source_note(title or source, link[0].rstrip(".,;)") if link else None, None)


def read_published(reference: PublishedFigure) -> Found:
    """A published figure: a number, or `{low, high}` where the source gives a range.

    Raises:
        NotRead: there is no figure of that id.
    """
    if reference.table == "stay_rates":
        return _stay_rate(reference.id)
    from corridor.labour_market.projection_facts import facts

    fact = facts().get(reference.id)
    if fact is None:
        raise NotRead(reference.id, "reference_no_figure")
    value = _one_or_range(fact.value, fact.low, fact.high)
    text = {lang: fact.value_told(lang) for lang in ("en", "fr", "nl")}
    return Found(value, text, source_note(fact.source, fact.url, None))


def _stay_rate(id_: str) -> Found:
    from corridor.labour_market.published_stay_rates import published

    rate = next((one for one in published() if stay_rate_id(one) == id_), None)
    if rate is None:
        raise NotRead(id_, "reference_no_figure")
    value = _one_or_range(rate.low if rate.low == rate.high else None, rate.low, rate.high)
    shown = told(value, "percent") if not isinstance(value, dict) else None
    if isinstance(value, dict):
        low, high = told(value["low"]) or {}, told(value["high"], "percent") or {}
        shown = {lang: f"{low[lang]}-{high[lang]}" for lang in high}
    return Found(value, shown, source_note(rate.publisher, rate.url, None))


def stay_rate_id(rate: PublishedRate) -> str:
    """A name for a published stay rate: country, group, years of arrival, years after (de.eu-blue-card.2012-2017.5)."""
    group = re.sub(r"[^a-z0-9]+", "-", rate.group.en.lower()).strip("-")
    years = "-" if rate.years is None else f"{rate.years:g}"
    return f"{rate.country.lower()}.{group}.{rate.cohort or '-'}.{years}"


def _one_or_range(value: float | None, low: float | None, high: float | None) -> Any:
    return value if value is not None else {"low": low, "high": high}
