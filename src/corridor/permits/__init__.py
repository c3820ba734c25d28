"""Which permit a person can get for a job, why not, and what would open it.

    >>> from corridor import permits
    >>> case = {"region": "flanders", "application_date": "2025-03-10", "facts": {"nationality": "RO"}}
    >>> permits.check(case)["permit_needed"]
    False

`check` answers one case, `evaluate` a table of cases, `compare` a table under the law and under a reform.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from corridor.permits.compare import Comparison

__all__ = ["check", "compare", "evaluate"]


def check(
    case: Mapping[str, Any], *, lang: str = "en", explain: bool = False, reform: str | Path | None = None
) -> dict[str, Any]:
    """Answer one case.

    Args:
        case: `region`, `application_date`, `facts` (see the vocabulary), `id`.
        lang: language of the texts: en, fr, nl.
        explain: add the rules' expressions and the derived facts.
        reform: a reform file: the answer under the law as it would be.

    Returns:
        The answer as `corridor permits check --format json` prints it.

    Raises:
        CaseError: the case cannot be read; names the place and the remedy.
    """
    from corridor.permits.answer import answer
    from corridor.permits.book import book, reformed
    from corridor.permits.case import REGIONS, read_case

    read = read_case(case, book(REGIONS[0]).rules)
    law = reformed(Path(reform), read.region) if reform else book(read.region)
    return answer(read, law, lang=lang, explain=explain)


def evaluate(frame: pl.DataFrame, *, reform: str | Path | None = None, masks: bool = False) -> pl.DataFrame:
    """Answer a table of cases; see `corridor.permits.table.evaluate`."""
    from corridor.permits import table

    return table.evaluate(frame, reform=Path(reform) if reform else None, masks=masks)


def compare(frame: pl.DataFrame, reform: str | Path) -> Comparison:
    """A table of cases under the law and under a reform; see `corridor.permits.compare.compare`."""
    from corridor.permits.compare import compare as compare_

    return compare_(frame, Path(reform))
