"""What an uploaded file is, by its content, and whether it can be opened without harm: size unpacked, rows, columns."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from django.conf import settings

from corridor.web.pool.errors import PoolRefusal

BLOCK = 1024 * 1024
HEAD = 4096
MEGABYTE = 1024 * 1024
WORKBOOKS = {"xl/workbook.xml": ".xlsx", "xl/workbook.bin": ".xlsb"}
MEMBERS = 2000
"""A workbook has dozens of parts."""
UNPACKED = 10
"""A workbook may unpack to so many times the limit of an upload; usual ones unpack to five to ten times their size."""
RATIO, RATIO_FROM = 300, 20 * MEGABYTE
"""A part that unpacks to more than this, and to so many times its size, is no table that somebody wrote."""
ROWS, COLUMNS = 2_000_000, 200
ZIP_HEADER = 30


def row_limit() -> int:
    """The most rows that a file may have."""
    return int(getattr(settings, "UPLOAD_ROWS", ROWS))


def sniffed(path: Path) -> str:
    """The suffix that fits a file's content, once it is sure that opening it does no harm.

    Raises:
        PoolRefusal: it is no table, or too large once it is unpacked.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise PoolRefusal("empty")
    if head.startswith(b"PK"):
        return _workbook(path)
    if head.startswith(b"PAR1"):
        _check_parquet(path)
        return ".parquet"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ".xls"
    return _text(path, head)


# ---- texts ----
def _text(path: Path, head: bytes) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or _wide(head)
    if b"\0" in head and not wide:
        raise PoolRefusal("no_table")
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"%pdf", b"<!doctype", b"<html", b"<?xml", b"{\\rtf")):
        raise PoolRefusal("no_table")
    if _lines(path) > row_limit() + 1:
        raise PoolRefusal("too_many_rows", limit=f"{row_limit():,}".replace(",", "\u202f"))
    return ".json" if start.startswith((b"{", b"[")) else ".csv"


def _wide(head: bytes) -> bool:
    """Latin letters in two bytes: every other byte is zero."""
    return max(head[0::2].count(0), head[1::2].count(0)) > len(head) / 4


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(BLOCK), b""))


# ---- Parquet ----
def _check_parquet(path: Path) -> None:
    try:
        table = pl.scan_parquet(path)
        columns = len(table.collect_schema())
        rows = int(table.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError):
        raise PoolRefusal("unreadable", form="Parquet") from None
    if rows > row_limit():
        raise PoolRefusal("too_many_rows", limit=f"{row_limit():,}".replace(",", "\u202f"))
    if columns > COLUMNS:
        raise PoolRefusal("too_many_columns", limit=COLUMNS)


# ---- workbooks: archives, which may unpack to any size whatever they say ----
def _workbook(path: Path) -> str:
    limit = settings.UPLOAD_LIMIT * UNPACKED
    try:
        with zipfile.ZipFile(path) as book:
            members = book.infolist()
            suffix = _suffix(book, {m.filename for m in members})
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, KeyError, RuntimeError, zlib.error):
        raise PoolRefusal("unreadable", form="Excel") from None
    if suffix is None:
        raise PoolRefusal("archive")
    if len(members) > MEMBERS or sum(m.file_size for m in members) > limit:
        raise PoolRefusal("bomb")
    total = 0
    for member in members:
        size = _unpacked(path, member, limit - total)
        if size > RATIO_FROM and size > RATIO * max(member.compress_size, 1):
            raise PoolRefusal("bomb")
        total += size
    return suffix


def _suffix(book: zipfile.ZipFile, names: set[str]) -> str | None:
    found = next((suffix for name, suffix in WORKBOOKS.items() if name in names), None)
    if found is None and "mimetype" in names and book.getinfo("mimetype").file_size < HEAD:
        sheet = book.read("mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet")
        return ".ods" if sheet else None
    return found


def _unpacked(path: Path, member: zipfile.ZipInfo, allowed: int) -> int:
    """To how many bytes a part really unpacks: the size that the archive states may be a lie.

    Raises:
        PoolRefusal: to more than is allowed, or it cannot be unpacked.
    """
    if member.flag_bits & 1:
        raise PoolRefusal("encrypted")
    if member.compress_type == zipfile.ZIP_STORED:
        size = member.compress_size
        if size > allowed:
            raise PoolRefusal("bomb")
        return size
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise PoolRefusal("unreadable", form="Excel")
    size, unpacker = 0, zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for block in _packed(path, member):
            while block:
                size += len(unpacker.decompress(block, BLOCK))
                block = unpacker.unconsumed_tail
                if size > allowed:
                    raise PoolRefusal("bomb")
            if unpacker.eof:
                break
    except zlib.error:
        raise PoolRefusal("unreadable", form="Excel") from None
    return size


def _packed(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The packed bytes of a part, and whatever follows: the archive may lie about where the part ends."""
    with path.open("rb") as file:
        file.seek(member.header_offset)
        head = file.read(ZIP_HEADER)
        if len(head) < ZIP_HEADER or head[:4] != b"PK\x03\x04":
            raise PoolRefusal("unreadable", form="Excel")
        file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
        while block := file.read(64 * 1024):
            yield block
