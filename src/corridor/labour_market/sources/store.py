"""The local store: tables of official sources as Parquet, each with where it came from beside it.

    official/TABLE/VINTAGE.parquet    the table as it was read
    official/TABLE/VINTAGE.json       address, time, sha256 of the answer, licence, columns, flags
    official/TABLE/checked.json       when the office was last asked, and what came of it
    official/TABLE/coming/            parts of an answer that is being fetched

A vintage exists once its `.json` does, and that is written last, by renaming: who reads sees the old vintage or the
new one, never half of one. Vintages are not removed: a plan names the one it used.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import TypeAdapter, ValidationError

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources.catalogue import Form, Table, table, tables
from corridor.labour_market.sources.source import Answer, Part
from corridor.occupations.errors import OccupationError
from corridor.occupations.installed import folder as occupation_folder
from corridor.occupations.lock import locked

FORM = 1
"""Form of the files; raised when it changes, and older vintages are then to be fetched anew."""
CHECKED = "checked.json"


def folder() -> Path:
    """The folder of the store: `official` in the user's data folder (`CORRIDOR_DATA`, or the platform's)."""
    return occupation_folder().parent / "official"


@dataclass(frozen=True, slots=True)
class Came:
    """One answer that a vintage was made from: its address, hash and size, and what the office marked it with."""

    address: str
    sha256: str
    bytes: int
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a vintage comes from.

    `how`: refresh, or import of a file. `sha256`: of the answer, or of the answers' hashes where there are several.
    `updated`: the office's own time of the last change. `flags`: rows by flag. `national`: the office publishes it
    for Belgium as a whole only. `quarantined`: rows of the file that could not be read. `unread_labels`: labels
    without a known code, kept as `label:...`. `parquet_sha256`: of the stored table.
    """

    table: str
    office: str
    code: str
    vintage: str
    how: str
    form: Form
    address: str
    retrieved: dt.datetime
    sha256: str
    bytes: int
    licence: str
    licence_address: str
    share_alike: bool | None
    attribution: Mapping[str, str]
    rows: int
    columns: tuple[str, ...]
    delivered: tuple[str, ...]
    dimensions: tuple[str, ...]
    flags: Mapping[str, int]
    national: bool
    parts: tuple[Came, ...]
    parquet_sha256: str
    updated: str | None = None
    quarantined: int = 0
    unread_labels: tuple[str, ...] = ()
    version: int = FORM


@dataclass(frozen=True, slots=True)
class Stored:
    """A table of the store. `age`: since it was fetched or imported."""

    table: str
    frame: pl.DataFrame
    provenance: Provenance
    age: dt.timedelta


@dataclass(frozen=True, slots=True)
class Checked:
    """The last time an office was asked, what came of it, and the error if it failed."""

    at: dt.datetime
    result: str
    place: str = ""
    key: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def error(self) -> LabourMarketError | None:
        """What failed; None where nothing did."""
        return None if self.key is None else LabourMarketError(self.place, self.key, **self.values)


@dataclass(frozen=True, slots=True)
class Status:
    """How a table of the catalogue stands in the store.

    `age`: since the last vintage; None where there is none. `old`: the office may have something newer. `checked`: the
    last time it was asked. `vintages`: how many there are.
    """

    table: Table
    provenance: Provenance | None
    age: dt.timedelta | None
    old: bool | None
    checked: Checked | None
    vintages: int


_PROVENANCE = TypeAdapter(Provenance)
_CHECKED = TypeAdapter(Checked)


def vintages(name: str, home: Path | None = None) -> tuple[str, ...]:
    """The vintages of a table, oldest first."""
    place = (home or folder()) / name
    return tuple(sorted(file.stem for file in place.glob("*.json") if file.name != CHECKED))


def provenance(name: str, vintage: str | None = None, home: Path | None = None) -> Provenance | None:
    """Where the last vintage, or the one named, comes from; None where there is none.

    Raises:
        LabourMarketError: the vintage named is not there, or its record cannot be read.
    """
    known = vintages(name, home)
    if vintage is not None and vintage not in known:
        raise LabourMarketError(name, "vintage_unknown", vintage=vintage, known=", ".join(known[-3:]) or "-")
    if not known:
        return None
    file = (home or folder()) / name / f"{vintage or known[-1]}.json"
    try:
        found = _PROVENANCE.validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise LabourMarketError(str(file), "store_broken", why=str(error).splitlines()[0], table=name) from None
    if found.version != FORM:
        raise LabourMarketError(str(file), "store_form", table=name)
    return found


def find(
    name: str, *, vintage: str | None = None, home: Path | None = None, now: dt.datetime | None = None
) -> Stored | None:
    """A table of the store, its last vintage or the one named; None where nothing is stored. Needs no network.

    Raises:
        LabourMarketError: no such table in the catalogue, no such vintage, or the files cannot be read.
    """
    name = table(name, home or folder()).name
    known = provenance(name, vintage, home)
    if known is None:
        return None
    file = (home or folder()) / name / f"{known.vintage}.parquet"
    try:
        raw = file.read_bytes()
        if hashlib.sha256(raw).hexdigest() != known.parquet_sha256:
            raise LabourMarketError(str(file), "store_broken", why="sha256", table=name)
        frame = pl.read_parquet(raw)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise LabourMarketError(str(file), "store_broken", why=str(error).splitlines()[0], table=name) from None
    return Stored(name, frame, known, (now or dt.datetime.now(dt.UTC)) - known.retrieved)


def read(name: str, *, vintage: str | None = None, home: Path | None = None, now: dt.datetime | None = None) -> Stored:
    """A table of the store, as `find`.

    Raises:
        LabourMarketError: as `find`, and where nothing is stored: how to get the table.
    """
    found = find(name, vintage=vintage, home=home, now=now)
    if found is None:
        known = table(name, home or folder())
        raise LabourMarketError(known.name, "table_by_file" if known.by_file else "table_missing", table=known.name)
    return found


def snapshots(name: str, home: Path | None = None) -> list[tuple[dt.date, pl.DataFrame]]:
    """The last vintage of each day (UTC), oldest first: for tables that are a stock without history."""
    days = {vintage[:10]: vintage for vintage in vintages(name, home)}
    return [(dt.date.fromisoformat(day), read(name, vintage=each, home=home).frame) for day, each in days.items()]


def status(home: Path | None = None, now: dt.datetime | None = None) -> list[Status]:
    """How each table of the catalogue stands; a table whose files cannot be read counts as not there."""
    place, moment = home or folder(), now or dt.datetime.now(dt.UTC)
    return [_status(each, place, moment) for each in tables(place).values()]


def _status(known: Table, home: Path, now: dt.datetime) -> Status:
    checked = last_checked(known.name, home)
    try:
        found = provenance(known.name, home=home)
    except LabourMarketError as error:
        checked = Checked(now, "failed", error.place, error.key, error.values)
        found = None
    if found is None:
        return Status(known, None, None, None, checked, len(vintages(known.name, home)))
    age = now - found.retrieved
    asked = now - checked.at if checked is not None and checked.result != "failed" else age
    old = min(age, asked) > dt.timedelta(days=known.fresh_days)
    return Status(known, found, age, old, checked, len(vintages(known.name, home)))


# ---- writing ----


@contextmanager
def writing(name: str, home: Path) -> Iterator[Path]:
    """Hold a table while it is written; gives its folder.

    Raises:
        LabourMarketError: another process is writing it, or the folder cannot be made.
    """
    place = home / name
    try:
        with locked(place):
            for left in (
                *place.glob("*.new"),
                *(p for p in place.glob("*.parquet") if not p.with_suffix(".json").exists()),
            ):
                left.unlink(missing_ok=True)  # of a run that was killed: no vintage without its record
            yield place
    except OccupationError:
        raise LabourMarketError(str(place), "store_locked") from None
    except OSError as error:
        raise LabourMarketError(str(place), "disk", why=error.strerror or str(error)) from None


def keep(known: Table, answer: Answer, parts: Sequence[Part], *, how: str, form: Form, place: Path) -> Provenance:
    """Write a vintage into the folder of its table, which must be held (`writing`)."""
    retrieved = max(part.retrieved for part in parts)
    vintage = _free(retrieved, place)
    written = place / f"{vintage}.parquet.new"
    answer.frame.write_parquet(written, compression="zstd")
    parquet = hashlib.sha256(written.read_bytes()).hexdigest()
    came = tuple(Came(p.address, p.sha256, p.bytes, p.etag, p.modified) for p in parts)
    frame, licence = answer.frame, known.publisher.licence
    flags = Counter(flag for flag in (frame["flag"] if "flag" in frame.columns else ()) if flag is not None)
    found = Provenance(
        table=known.name,
        office=known.office,
        code=known.code,
        vintage=vintage,
        how=how,
        form=form,
        address=parts[0].address,
        retrieved=retrieved,
        sha256=whole_hash(parts),
        bytes=sum(part.bytes for part in parts),
        licence=licence.name,
        licence_address=licence.address,
        share_alike=licence.share_alike,
        attribution={lang: known.attribution(retrieved.date(), lang) for lang in ("en", "fr", "nl")},
        updated=answer.updated,
        rows=frame.height,
        columns=tuple(frame.columns),
        delivered=answer.columns,
        dimensions=answer.dimensions,
        flags=dict(sorted(flags.items())),
        national=known.national,
        parts=came,
        parquet_sha256=parquet,
        quarantined=answer.quarantine.height,
        unread_labels=answer.unread_labels,
    )
    _rename(written, place / f"{vintage}.parquet")
    _write(place / f"{vintage}.json", asdict(found))
    return found


def whole_hash(parts: Sequence[Part]) -> str:
    """The hash of what came: that of the answer, or of the hashes of several in their order."""
    if len(parts) == 1:
        return parts[0].sha256
    return hashlib.sha256("\n".join(part.sha256 for part in parts).encode()).hexdigest()


def note(name: str, home: Path, checked: Checked) -> None:
    """Note that an office was asked, and what came of it."""
    (home / name).mkdir(parents=True, exist_ok=True)
    values = {key: str(value) for key, value in checked.values.items()}
    _write(home / name / CHECKED, asdict(checked) | {"values": values})


def last_checked(name: str, home: Path | None = None) -> Checked | None:
    """The last time the office of a table was asked; None where it never was."""
    try:
        return _CHECKED.validate_json(((home or folder()) / name / CHECKED).read_bytes())
    except (OSError, ValidationError):
        return None


def _free(moment: dt.datetime, place: Path) -> str:
    stem = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H%M%SZ")
    number = 2
    found = stem
    while (place / f"{found}.json").exists():
        found, number = f"{stem}-{number:03}", number + 1
    return found


def _write(file: Path, record: Mapping[str, Any]) -> None:
    new = file.with_name(f"{file.name}.new")
    new.write_text(json.dumps(record, ensure_ascii=False, indent=1, default=_plain), encoding="utf-8")
    _rename(new, file)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else str(value)


def _rename(new: Path, file: Path) -> None:
    """Put a file in its place at once, after its bytes have reached the disk."""
    with new.open("rb+") as opened:
        os.fsync(opened.fileno())
    new.replace(file)
