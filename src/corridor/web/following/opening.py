"""The log of a scheme as the library has it, and its design: read from what is kept."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from corridor.partnerships.design import Design
from corridor.partnerships.events import Log
from corridor.partnerships.log_cells import FAULTS, NOTES
from corridor.web.following import snapshots
from corridor.web.following.errors import FollowingRefusal
from corridor.web.following.models import EventLog, FollowedScheme
from corridor.web.partnerships.design_files import read


def current(scheme: FollowedScheme) -> EventLog | None:
    """The upload that made the current version; None before the first."""
    if not scheme.version:
        return None
    return scheme.logs.select_related("created_by").filter(version=scheme.version).first()


def of_version(scheme: FollowedScheme, version: EventLog | None = None) -> Log:
    """The current log of a scheme.

    Raises:
        FollowingRefusal: it has none yet.
    """
    found = version or current(scheme)
    if found is None or not found.file:
        raise FollowingRefusal("no_log")
    return _opened(snapshots.path_of(scheme.pk, found.file), found.as_of)


def path_of(scheme: FollowedScheme, version: EventLog) -> Path:
    """Where the rows of a version lie."""
    return snapshots.path_of(scheme.pk, version.file)


@lru_cache(maxsize=16)
def _opened(path: Path, as_of: date) -> Log:
    """A snapshot never changes under its name."""
    events = pl.read_parquet(path).with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    return Log(
        events=events,
        quarantine=pl.DataFrame(schema={("row" if n == "at" else n): t for n, t in FAULTS.items()}),
        notes=pl.DataFrame(schema={("row" if n == "at" else n): t for n, t in NOTES.items()}),
        counts={"rows": events.height, "good": events.height, "quarantined": 0, "empty": 0},
        as_of=as_of,
    )


def design_of(scheme: FollowedScheme) -> Design:
    """The design of a scheme as it was when following began.

    Raises:
        DesignFaults: the library has changed since, and does not read it any more.
    """
    return read(scheme.design_text)
