"""The evidence that `corridor plan` is given: an indicator table to measure with, and own parts of projected gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.cli import output
from corridor.cli.plan import can_write, say

if TYPE_CHECKING:
    import polars as pl

    from corridor.plan.evidence import EvidenceAsked


@dataclass(frozen=True)
class EvidenceFiles:
    """What stood on the command line: files, methods and a period; nothing of it need be given."""

    indicators: Path | None = None
    measures: Sequence[str] = ()
    period: str | None = None
    gap: Path | None = None


def read(given: EvidenceFiles, out: Path | None, lang: str) -> EvidenceAsked:
    """The tables; rows that cannot be read are written beside the plan, as those of people and vacancies are.

    Raises:
        LabourMarketError: a file cannot be read. Refusal: the quarantine cannot be written.
    """
    from corridor.labour_market.gap import read_gap_folder
    from corridor.labour_market.indicator_table import read_indicators
    from corridor.plan.evidence import EvidenceAsked

    table, gaps = None, None
    if given.indicators is not None:
        table = read_indicators(given.indicators, lang=lang)
        beside = out if out is not None else given.indicators.parent
        _aside(table.quarantine, given.indicators, beside / "indicators.quarantine.csv", lang)
    if given.gap is not None:
        gaps, folder = read_gap_folder(given.gap)
        beside = out if out is not None else given.gap
        _aside(folder.quarantine(lang), given.gap, beside / "gap.quarantine.csv", lang)
    return EvidenceAsked(table, tuple(given.measures), given.period, gaps)


def _aside(faults: pl.DataFrame, file: Path, path: Path, lang: str) -> None:
    if faults.is_empty():
        return
    can_write(path.parent)
    path.parent.mkdir(parents=True, exist_ok=True)
    faults.write_csv(path)
    rows = faults.select(name for name in ("table", "row") if name in faults.columns).n_unique()
    output.remark(say("quarantined", lang, n=rows, file=file, path=path))
