"""Files instead of addresses: agencies' files, and copies of official answers that were fetched elsewhere."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources import rearranged, store
from corridor.labour_market.sources.catalogue import Form, Table, table
from corridor.labour_market.sources.refresh import check_rows, read_checked
from corridor.labour_market.sources.sdmx_csv import HEADS
from corridor.labour_market.sources.source import LARGEST, Answer, Part, look

GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: the vintage, and the rows that could not be read (`row`, `reasons`, the cells)."""

    provenance: store.Provenance
    quarantine: pl.DataFrame


def import_file(
    name: str, file: Path | str, *, home: Path | None = None, force: bool = False, now: dt.datetime | None = None
) -> Imported:
    """Read a file into the store as a vintage of a table.

    SDMX-CSV, JSON-stat, be.STAT and Opendatasoft answers (also packed with gzip), extracts with the headings that the
    catalogue gives, and agencies' files (CSV or Excel). The time of the vintage is the time of the import; the file's
    own name is kept as its address.

    Raises:
        LabourMarketError: an unknown table, a file that cannot be read or is of no known form, other columns, or fewer
            than half of the rows there were (unless `force`).
    """
    place, path = home or store.folder(), Path(file)
    known = table(name, place)
    before = store.provenance(known.name, home=place) if not force else None
    with tempfile.TemporaryDirectory() as room, store.writing(known.name, place) as held:
        plain = _plain(path, Path(room))
        form = form_of(plain, known)
        if form == "rearranged":
            answer = rearranged.read(plain, known)
            check_rows(known, answer, before, force=force)
        else:
            answer = read_checked(known, form, [plain], before, force=force)
        part = _part(path, plain, now or dt.datetime.now(dt.UTC))
        found = store.keep(known, answer, [part], how="import", form=form, place=held)
    return Imported(found, answer.quarantine)


def read_file(name: str, file: Path | str) -> Answer:
    """Read a file as a table of the catalogue without storing it; as `import_file` otherwise."""
    known, path = table(name), Path(file)
    with tempfile.TemporaryDirectory() as room:
        plain = _plain(path, Path(room))
        form = form_of(plain, known)
        if form == "rearranged":
            return rearranged.read(plain, known)
        return read_checked(known, form, [plain], None)


def _plain(file: Path, room: Path) -> Path:
    """The file, unpacked where it is packed.

    Raises:
        LabourMarketError: it cannot be read, or is too large once unpacked.
    """
    try:
        with file.open("rb") as opened:
            packed = opened.read(2) == GZIP
        if not packed:
            _see_size(file, file.stat().st_size)
            return file
        unpacked = room / file.name.removesuffix(".gz")
        with gzip.open(file) as came, unpacked.open("wb") as out:
            while chunk := came.read(1 << 20):
                out.write(chunk)
                _see_size(file, out.tell())
    except (OSError, EOFError, zlib.error) as error:
        raise LabourMarketError(
            str(file), "file_unreadable", why=getattr(error, "strerror", None) or str(error)
        ) from None
    return unpacked


def _see_size(file: Path, size: int) -> None:
    if size > LARGEST:
        raise LabourMarketError(str(file), "file_too_large", bytes=LARGEST)


def form_of(file: Path, known: Table) -> Form:
    """The form of a file by how it begins; `rearranged` for an extract with the headings of the catalogue.

    Raises:
        LabourMarketError: it is empty, or of no form in which the table comes.
    """
    begin = look(file, 4096)
    if not begin:
        raise LabourMarketError(file.name, "no_rows")
    if begin[:1] in (b"{", b"["):
        if known.dimensions:
            return "json_stat"
        return known.form
    head = begin.split(b"\n", 1)[0].decode("utf-8", errors="replace").strip()
    if known.dimensions and head.split(",")[0].strip('"') in HEADS:
        return "sdmx_csv"
    if known.rearranged is not None:
        return "rearranged"
    if known.by_file:
        return "agency_file"
    raise LabourMarketError(file.name, "file_form_unknown", table=known.name, begin=head[:60])


def _part(file: Path, plain: Path, now: dt.datetime) -> Part:
    with plain.open("rb") as opened:
        sha = hashlib.file_digest(opened, "sha256").hexdigest()
    return Part(file.name, file, sha, plain.stat().st_size, now)
