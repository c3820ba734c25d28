"""`corridor retention`: stay rates from a file of spells, its template, and published rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output, refusing
from corridor.cli.shortages_lists import DONE, WRONG, as_json
from corridor.cli.speech import Words

if TYPE_CHECKING:
    from corridor.labour_market.published_stay_rates import Comparison, PublishedRate
    from corridor.labour_market.retention import Retention, StayRate
    from corridor.labour_market.spells import Spells

MESSAGES = Path(__file__).parent / "retention_messages.json"
say = Words(MESSAGES)
OPTIONS = {"by": "--by", "years": "--years", "lag": "--lag"}
SHOWN = 5
"""Rows in quarantine that are told; all of them go to the file of `--quarantine`."""
RATE_KEYS = ("place", "years", "persons", "left", "rate", "low", "high", "if_last_sign")
PUBLISHED_KEYS = (
    "country", "group", "nationality", "cohort", "years", "low", "high", "open", "n", "still_here", "confidence",
    "basis", "publisher", "url", "read", "note",
)  # fmt: skip


# ---- rates ----


def rates(file: Path, *, by: str | None, years: str, lag: int, quarantine: Path | None, format: str, lang: str) -> int:
    """Print stay rates; returns the exit code."""
    with refusing.refusing(lang, OPTIONS):
        from corridor.labour_market.retention import stay_rates
        from corridor.labour_market.spells import read_spells

        after = _years(years)
        spells = read_spells(file)
        _tell(spells, quarantine, lang)
        columns = [name.strip() for name in by.split(",")] if by else []
        found = stay_rates(spells, by=columns, years=after, lag=lag)
        _print(found, spells, columns, format, lang)
        return DONE
    return WRONG


def _years(raw: str) -> list[int]:
    parts = [part.strip() for part in raw.split(",")]
    if not all(part.isascii() and part.isdecimal() for part in parts):
        raise Refusal("--years", "bad_years", raw=raw)
    return [int(part) for part in parts]


def _tell(spells: Spells, quarantine: Path | None, lang: str) -> None:
    """On standard error, what was read and what was set aside."""
    output.remark(say("read", lang, extract=spells.extract, **spells.counts))
    if not spells.faults:
        return
    output.remark(say("quarantined", lang, n=spells.counts["quarantined"]))
    for fault in spells.faults[:SHOWN]:
        reason, remedy = fault.told(lang)
        output.remark(f"  {say('row', lang, row=fault.row, field=fault.field)}: {reason}; {remedy}")
    if quarantine is not None:
        try:
            frame = spells.quarantine(lang)
            quarantine.write_text(output.as_csv(frame.columns, frame.rows()), encoding="utf-8")
        except OSError as error:
            raise Refusal(str(quarantine), "not_written", problem=error.strerror or error) from None
        output.remark(say("written", lang, path=quarantine))


def _print(found: Retention, spells: Spells, by: Sequence[str], format: str, lang: str) -> None:
    from corridor.labour_market.published_stay_rates import compare
    from corridor.labour_market.retention_words import limits

    told = limits(found, lang)
    compared = [(rate, one) for rate in found.rates for one in compare(rate)]
    if format == "json":
        document = {
            "extract": spells.extract,
            "counts": {name: n for name, n in spells.counts.items() if name != "persons"},
            "rates": [rate_record(rate, lang) for rate in found.rates],
            "published": [comparison_record(rate, one, lang) for rate, one in compared],
            "limits": told,
        }
        output.result(as_json(document))
        return
    if format == "csv":
        _print_csv(found.rates, by, lang)
    else:
        _print_table(found.rates, by, lang)
        if compared:
            _print_compared(compared, lang)
    for line in told:
        output.remark(line)
    if compared:
        output.remark(say("context", lang))


def rate_record(rate: StayRate, lang: str) -> dict[str, Any]:
    """A rate as plain values."""
    from dataclasses import asdict

    from corridor.labour_market.retention_words import reason

    states = None if rate.states is None else {name: asdict(share) for name, share in rate.states.items()}
    numbers = {key: getattr(rate, key) for key in RATE_KEYS}
    why = {"reason": rate.reason, "reason_told": reason(rate, lang)}
    return {"group": dict(rate.group), **numbers, "states": states, **why}


def _print_csv(rates: Sequence[StayRate], by: Sequence[str], lang: str) -> None:
    from corridor.labour_market.retention_words import reason
    from corridor.labour_market.spell_columns import STATES

    rows = []
    for rate in rates:
        shares = [None if rate.states is None else rate.states[state].share for state in STATES]
        group = ["all" if not rate.group else rate.group[name] for name in by]
        rows.append([*group, *(getattr(rate, key) for key in RATE_KEYS), *shares, rate.reason, reason(rate, lang)])
    names = [*by, *RATE_KEYS, *(f"share_{state}" for state in STATES), "reason", "reason_told"]
    output.result(output.as_csv(names, rows))


def _print_table(rates: Sequence[StayRate], by: Sequence[str], lang: str) -> None:
    from corridor.labour_market.retention_words import reason
    from corridor.labour_market.spell_columns import label

    names = ("place", "years", "persons", "left", "rate", "interval", "if_last_sign", "states", "reason")
    rows = []
    for rate in rates:
        group = [_group(rate.group, name, lang) for name in by]
        shares = {name: share.share for name, share in (rate.states or {}).items() if share.share > 0}
        states = "; ".join(f"{label(name, lang)} {percent(share, lang)}" for name, share in shares.items())
        interval = "" if rate.low is None else f"{percent(rate.low, lang)}–{percent(rate.high, lang)}"
        persons, left = (None if n is None else output.figure(n, lang) for n in (rate.persons, rate.left))
        cells = [say(rate.place, lang), rate.years, persons, left, percent(rate.rate, lang), interval]
        rows.append([*group, *cells, percent(rate.if_last_sign, lang), states, reason(rate, lang)])
    signs = any(rate.if_last_sign is not None for rate in rates)
    keep = [at for at, name in enumerate((*by, *names)) if name != "if_last_sign" or signs]
    heads = [say(f"col_{name}", lang) for name in (*by, *names)]
    output.as_table(None, [heads[at] for at in keep], [[row[at] for at in keep] for row in rows])


def _group(group: Mapping[str, str | None], name: str, lang: str) -> str:
    from corridor.labour_market.spell_columns import label

    if not group:
        return say("everybody", lang)
    value = group[name]
    return say("unknown", lang) if value is None else label(value, lang)


def percent(share: float | None, lang: str) -> str:
    """A share as percent with one decimal; empty where it is not known."""
    return "" if share is None else output.figure(100 * share, lang, 1)


# ---- published ----


def _print_compared(compared: Sequence[tuple[StayRate, Comparison]], lang: str) -> None:
    names = ("group", "years", "rate", "country", "published", "position", "confidence")
    rows = []
    for rate, one in compared:
        permit, published = rate.group.get("permit_type"), one.published
        told = f"{span(published, lang)} ({published.publisher}; {published.group.told(lang)})"
        others = [_group(rate.group, name, lang) for name in rate.group if name != "permit_type"]
        group = ", ".join([permit or "", *others])
        cells = [group, rate.years, percent(rate.rate, lang), published.country, told, say(one.position, lang)]
        rows.append([*cells, say(published.confidence, lang)])
    output.as_table(say("title_compared", lang), [say(f"col_{name}", lang) for name in names], rows)


def comparison_record(rate: StayRate, one: Comparison, lang: str) -> dict[str, Any]:
    """A comparison as plain values."""
    key = {"group": dict(rate.group), "years": rate.years, "position": one.position}
    return {**key, "published": published_record(one.published, lang)}


def published_record(one: PublishedRate, lang: str) -> dict[str, Any]:
    """A published rate as plain values."""
    told = {"group": one.group.told(lang), "note": None if one.note is None else one.note.told(lang)}
    return {key: told[key] if key in told else getattr(one, key) for key in PUBLISHED_KEYS} | {"states": one.states}


def span(one: PublishedRate, lang: str) -> str:
    """The rate in percent as a reader sees it: 83.3, 30–33, < 15; unknown where there is none."""
    if one.high is None:
        return say("unknown", lang)
    high = output.figure(one.high, lang)
    if one.low is None:
        return f"< {high}"
    return high if one.low == one.high else f"{output.figure(one.low, lang)}–{high}"


def published_rates(country: str | None, *, format: str, lang: str) -> int:
    """Print the published rates; returns the exit code."""
    with refusing.refusing(lang, OPTIONS):
        from corridor.labour_market.published_stay_rates import published

        found = [one for one in published() if country is None or one.country == country.upper()]
        if not found:
            known = ", ".join(sorted({one.country for one in published()}))
            raise Refusal("--country", "no_country", raw=country, known=known)
        records = [published_record(one, lang) for one in found]
        if format == "json":
            output.result(as_json({"published": records}))
        elif format == "csv":
            output.result(output.as_csv(PUBLISHED_KEYS, [[r[key] for key in PUBLISHED_KEYS] for r in records]))
        else:
            _print_published(found, lang)
        output.remark(say("no_belgian", lang))
        return DONE
    return WRONG


def _print_published(found: Sequence[PublishedRate], lang: str) -> None:
    names = ("country", "group", "cohort", "years", "rate", "n", "confidence", "basis", "source", "note")
    rows = []
    for one in found:
        years, persons = (None if value is None else output.figure(value, lang) for value in (one.years, one.n))
        cells = [one.country, one.group.told(lang), one.cohort, years, span(one, lang), persons]
        marks = [say(one.confidence, lang), say(one.basis, lang), one.publisher]
        rows.append([*cells, *marks, None if one.note is None else one.note.told(lang)])
    output.as_table(None, [say(f"col_{name}", lang) for name in names], rows)


# ---- template, errors ----


def write_template(*, lang: str) -> int:
    """Print the header of a file of spells with example rows, as CSV; returns the exit code."""
    from corridor.labour_market.spell_columns import template

    header, *rows = template(lang)
    output.result(output.as_csv(header, rows))
    return DONE


class Refusal(refusing.Refusal):
    """What the command cannot do as asked; told from `retention_messages.json`."""

    words = say
