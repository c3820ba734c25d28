"""A Europass CV as facts of a profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corridor.pool.border import check
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.facts import of_row
from corridor.web.pool.opening import guarded, opened
from corridor.web.pool.receiving import Received


def facts_of_cv(file: Received, lang: str) -> dict[str, Any]:
    """What a Europass CV says, in the columns of a profile; what could not be read is left out.

    Raises:
        PoolError, PoolRefusal: the file is no Europass CV.
    """
    if file.suffix != ".json":
        raise PoolRefusal("no_cv")
    file.flush()
    path = Path(file.temporary_file_path())
    named = path.with_suffix(".json")
    named.symlink_to(path.name)  # the library tells kinds of files by their names
    try:
        source = opened(named, "talents", file.name or "CV")
        if source.how.get("form") != "Europass" or source.frame.height != 1:
            raise PoolRefusal("no_cv")
        found = guarded(lambda: check(source, "talents", mapping={}, lang=lang), file.name or "CV")
        if found.frame.height:
            return of_row(found.frame.row(0, named=True))
        wrong = {line["field"] for line in found.quarantine.to_dicts()}
        rest = source.frame.drop([c for c in source.frame.columns if c in wrong])
        rest = rest.with_columns(title=rest["title"] if "title" in rest.columns else _nobody(rest))
        again = guarded(lambda: check(_as(source, rest), "talents", mapping={}, lang=lang), file.name or "CV")
    finally:
        named.unlink(missing_ok=True)
    return of_row(again.frame.row(0, named=True)) if again.frame.height else {}


def _nobody(frame: Any) -> Any:
    import polars as pl

    return pl.Series("title", [None] * frame.height, dtype=pl.String)


def _as(source: Any, frame: Any) -> Any:
    from dataclasses import replace

    return replace(source, frame=frame)
