"""`corridor projections gap`: gaps by occupation and region, their parts, or why they are not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output
from corridor.cli.projections import DONE, WRONG, Refusal, aside, headings, refusing, say

if TYPE_CHECKING:
    from corridor.labour_market.gap import GapFigure

YEARS = (2030, 2035)
GAP_COLUMNS = (
    "isco08", "region", "year", "group", "level", "value", "low", "high", "basis", "confidence", "source", "date",
    "url", "why_unknown", "permits", "permits_low", "permits_high",
)  # fmt: skip


def gap(
    *,
    isco: str | None,
    region: str | None,
    years: Sequence[int],
    inputs: Path | None,
    quarantine: Path | None,
    format: str,
    lang: str,
) -> int:
    """Print gaps: of one occupation or all, in one region or each, to the years; returns the exit code."""
    with refusing(lang):
        from corridor.labour_market.gap import REGIONS, gaps, projected_gap, read_gap_folder

        if isco is not None and not (isco.isdecimal() and 1 <= len(isco) <= 4):
            raise Refusal("--isco", "bad_isco", raw=isco)
        evidence = None
        if inputs is not None:
            evidence, folder = read_gap_folder(inputs)
            aside(folder.quarantine(lang), quarantine, lang)
        if evidence is not None and isco is None and region is None:
            found = gaps(evidence)
        else:
            places = REGIONS if region is None else (region,)
            found = tuple(
                projected_gap(isco, place, year, evidence=evidence) for place in places for year in years or YEARS
            )
        _print_gaps(found, format, lang)
        return DONE
    return WRONG


def _print_gaps(found: Sequence[GapFigure], format: str, lang: str) -> None:
    if format == "csv":
        output.result(output.as_csv(GAP_COLUMNS, [_gap_cells(figure, lang) for figure in found]))
    elif format == "json":
        output.result(output.as_json([_gap_record(figure, lang) for figure in found]))
    else:
        _gap_table(found, lang)


def _gap_cells(figure: GapFigure, lang: str) -> list[Any]:
    plain = [getattr(figure, name) for name in GAP_COLUMNS[:13]]
    return [*plain, figure.why(lang), figure.permits.value, figure.permits.low, figure.permits.high]


def _gap_record(figure: GapFigure, lang: str) -> dict[str, Any]:
    from dataclasses import asdict

    record = {name: getattr(figure, name) for name in GAP_COLUMNS[:13]}
    return {
        **record,
        "why_unknown": figure.why(lang),
        "parts": [{"part": part.name, "sign": part.sign, **asdict(part.figure)} for part in figure.parts],
        "permits": asdict(figure.permits),
        "nearest": [{"told": fact.told(lang), **asdict(fact)} for fact in figure.nearest],
        "yearly": [{"part": part.name, **asdict(part.figure)} for part in figure.yearly],
    }


def _gap_table(found: Sequence[GapFigure], lang: str) -> None:
    from corridor.labour_market.projection_words import region_told, word

    rows = [
        [
            _occupation(figure, lang),
            region_told(figure.region, lang),
            figure.year,
            _spread(figure.value, figure.low, figure.high, lang),
            _spread(figure.permits.value, figure.permits.low, figure.permits.high, lang),
            word(f"basis.{figure.basis}", lang),
            ", ".join(v for v in (figure.source, figure.date) if v),
        ]
        for figure in found
    ]
    columns = ("occupation", "region", "year", "gap", "permits", "basis", "source")
    output.as_table(None, headings(columns, lang), rows)
    for line in (*_parts(found, lang), *_reasons(found, lang), *_instead(found, lang)):
        output.result(line)


def _occupation(figure: GapFigure, lang: str) -> str:
    """The occupation that was asked for, and the group that the figure is of where that is another."""
    asked = say("all", lang) if figure.isco08 is None else figure.isco08
    if figure.group in (None, figure.isco08) or figure.isco08 is None:
        return asked
    return f"{asked} ({say('of_group', lang, group=figure.group)})"


def _parts(found: Sequence[GapFigure], lang: str) -> Iterator[str]:
    """The parts of each gap that has any."""
    from corridor.labour_market.projection_words import region_told, word

    for figure in found:
        shown = [
            f"{'+' if part.sign > 0 else '-'} {word(f'part.{part.name}', lang)}: "
            + _spread(part.figure.value, part.figure.low, part.figure.high, lang)
            for part in figure.parts
        ]
        if shown:
            where = f"{_occupation(figure, lang)}, {region_told(figure.region, lang)}, {figure.year}"
            yield f"{where}: {'; '.join(shown)}"


def _reasons(found: Sequence[GapFigure], lang: str) -> Iterator[str]:
    """Why gaps are not known, each reason once."""
    yield from dict.fromkeys(reason for figure in found if (reason := figure.why(lang)))


def _instead(found: Sequence[GapFigure], lang: str) -> Iterator[str]:
    """The totals that sources give where the gap is not known."""
    from corridor.labour_market.projection_words import region_told, word

    nearest = {fact.id: fact for figure in found for fact in figure.nearest}
    yearly = {(figure.region, part.name): part.figure for figure in found for part in figure.yearly}
    if nearest or yearly:
        yield say("nearest", lang)
    for (region, name), figure in yearly.items():
        shown = _spread(figure.value, figure.low, figure.high, lang)
        rests = "; ".join(v for v in (word(f"basis.{figure.basis}", lang), figure.source, figure.url) if v)
        yield f"  {region_told(region, lang)}: {word(f'part.{name}', lang)}: {shown} ({rests})"
    for fact in nearest.values():
        source = ", ".join(v for v in (fact.source, fact.published) if v)
        yield f"  {fact.told(lang)}: {fact.value_told(lang)} ({source}; {fact.url})"


def _spread(value: float | None, low: float | None, high: float | None, lang: str) -> str:
    """A value with its interval, or that it is not known."""
    from corridor.reports.numbers import count

    if value is None:
        return say("not_known", lang)
    shown = count(value, lang)
    return shown if low is None or high is None else f"{shown} ({count(low, lang)} - {count(high, lang)})"
