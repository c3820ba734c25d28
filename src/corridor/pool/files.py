"""Files of tables, opened: CSV in any usual form, Excel, Parquet, JSON and JSON Lines. Values are not read here."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from corridor.pool.errors import Message, PoolError
from corridor.pool.schema import Kind
from corridor.pool.source import Broken, Remark, Source, from_records
from corridor.pool.structured import convert

SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
SEPARATORS = (";", ",", "\t", "|")
SAMPLE = 200
"""So many lines say what the separator is."""
ENCODINGS = ("cp1252", "cp850", "mac_roman")
"""What else than Unicode people save from Western European spreadsheets, the likeliest first."""
USUAL = frozenset("éèêëàâäáçîïíôöóùûüúñßœæ")
SIGNS = frozenset("€’‘“”–—°…·")
SURE = 0.8
"""Of the letters beyond ASCII, so many are usual in French, Dutch, German or Spanish where the encoding is right."""
HIGH = 4000
"""So many lines with letters beyond ASCII say what the encoding is."""


def open_table(path: Path, kind: Kind) -> Source:
    """The table in a file, as it stands there.

    Raises:
        PoolError: the file is missing, empty, or of no kind that can be read; it holds another kind of records.
    """
    if not path.exists():
        raise PoolError(str(path), "no_file")
    if path.is_dir():
        return _folder(path, kind)
    if path.stat().st_size == 0:
        raise PoolError(str(path), "empty_file")
    suffix = path.suffix.lower()
    if suffix in SPREADSHEETS:
        source = _excel(path)
    elif suffix in FORMATS:
        source = FORMATS[suffix](path, kind)
    else:
        raise PoolError(str(path), "no_format", suffix=suffix or path.name, known=", ".join([*FORMATS, *SPREADSHEETS]))
    if source.frame.height == 0:
        raise PoolError(str(path), "no_rows")
    return source


# ---- CSV ----
def _csv(path: Path, kind: Kind) -> Source:
    text, encoding = decode(path.read_bytes(), str(path))
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    separator = None
    if text[:4].lower() == "sep=":  # what Excel writes to tell itself the separator
        separator, text = text[4:5], text.partition("\n")[2]
    if not text.strip():
        raise PoolError(str(path), "empty_file")
    try:
        separator = separator or separator_of(text)
        names = _names(next(csv.reader(io.StringIO(text), delimiter=separator)))
        frame, broken = _cells(text, separator, names)
    except csv.Error as error:
        raise PoolError(str(path), "no_table", format="CSV", problem=_first_line(error)) from None
    return Source(frame, broken, how={"format": "csv", "encoding": encoding, "separator": separator})


def _cells(text: str, separator: str, names: Sequence[str]) -> tuple[pl.DataFrame, tuple[Broken, ...]]:
    """The lines cut into cells, and those that have too many."""
    try:
        frame = pl.read_csv(
            text.encode(), separator=separator, infer_schema=False, new_columns=list(names), raise_if_empty=False
        )
    except pl.exceptions.PolarsError:  # cells too many, or a stray quote: cut line by line
        return _by_line(text, separator, names)
    return frame, ()


def decode(raw: bytes, place: str) -> tuple[str, str]:
    """The text of a file and its encoding: UTF-8 or UTF-16 by their marks, UTF-8 where it fits, else the likeliest.

    Raises:
        PoolError: no encoding fits.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return _decoded(raw, encoding, place), encoding
    even, odd = raw[0:HIGH:2].count(0), raw[1:HIGH:2].count(0)
    if max(even, odd) > len(raw[:HIGH]) / 4:  # Latin letters in two bytes have one that is zero
        encoding = "utf_16_le" if odd >= even else "utf_16_be"
        return _decoded(raw, encoding, place), encoding
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _likeliest(raw)
        return _decoded(raw, encoding, place), encoding


def _likeliest(raw: bytes) -> str:
    """The encoding in which most letters are usual ones; a few accents are too little for general methods."""
    high = b"\n".join([line for line in raw.split(b"\n") if any(b > 127 for b in line)][:HIGH])
    best = max(ENCODINGS, key=lambda encoding: usual(high, encoding))  # the first of equals
    if usual(high, best) >= SURE:
        return best
    from charset_normalizer import from_bytes

    found = from_bytes(high).best()
    return best if found is None else found.encoding


def usual(raw: bytes, encoding: str) -> float:
    """How usual the letters beyond ASCII are, from 0 to 1, if the bytes are in this encoding; -1 if they cannot be."""
    try:
        letters = [c for c in raw.decode(encoding) if ord(c) > 127]
    except UnicodeDecodeError:
        return -1.0
    return sum(_weight(c) for c in letters) / max(len(letters), 1)


def _weight(letter: str) -> float:
    if letter in USUAL or letter in SIGNS:
        return 1.0
    return 0.85 if letter.lower() in USUAL else 0.5 if letter in "«»" else 0.3 * letter.isalpha()


def _decoded(raw: bytes, encoding: str, place: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise PoolError(place, "no_encoding") from None


def separator_of(text: str) -> str:
    """The separator that cuts the header into most cells and the other lines into as many."""
    lines = list(itertools.islice(io.StringIO(text), SAMPLE))

    def fit(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        same = sum(w == widths[0] for w in widths)
        return (same * (widths[0] > 1), widths[0])

    return max(SEPARATORS, key=fit)


def _names(head: Sequence[str]) -> list[str]:
    """Header names, each once; a nameless column is given none that means anything."""
    names: list[str] = []
    for place, raw in enumerate(head, 1):
        name = raw.strip() or f"({place})"
        names.append(name if name not in names else f"{name} ({place})")
    return names


def _by_line(text: str, separator: str, names: Sequence[str]) -> tuple[pl.DataFrame, tuple[Broken, ...]]:
    rows, broken = [], []
    for at, row in enumerate(itertools.islice(csv.reader(io.StringIO(text), delimiter=separator), 1, None)):
        if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
            surplus = separator.join(row[len(names) :])
            broken.append(Broken(at, surplus, Message("too_many_cells", {"raw": surplus})))
        rows.append([*(cell or None for cell in row[: len(names)]), *[None] * (len(names) - len(row))])
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    series = [pl.Series(n, list(c), dtype=pl.String) for n, c in zip(names, columns, strict=True)]
    return pl.DataFrame(series), tuple(broken)


# ---- Excel and Parquet ----
def _excel(path: Path) -> Source:
    import fastexcel

    try:
        sheets = fastexcel.read_excel(path).sheet_names
        frames = {s: _sheet(path, s) for s in sheets}
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise PoolError(str(path), "no_table", format="Excel", problem=_first_line(error)) from None
    filled = {s: f for s, f in frames.items() if f.height}
    if not filled:
        raise PoolError(str(path), "no_rows" if any(f.width for f in frames.values()) else "empty_file")
    name, frame = next(iter(filled.items()))
    others = len(filled) > 1
    remarks = (Remark(None, name, None, None, Message("sheet", {"raw": name})),) if others else ()
    return Source(frame, remarks=remarks, how={"format": "excel", "sheet": name})


def _sheet(path: Path, name: str) -> pl.DataFrame:
    frame = pl.read_excel(
        path,
        sheet_name=name,
        engine="calamine",
        infer_schema_length=None,  # a sample would turn what does not fit it into nothing
        drop_empty_rows=False,
        drop_empty_cols=False,
        raise_if_empty=False,
    )
    return frame.rename(dict(zip(frame.columns, _names(frame.columns), strict=True)))


def _parquet(path: Path, kind: Kind) -> Source:
    try:
        return Source(pl.read_parquet(path), how={"format": "parquet"})
    except (pl.exceptions.PolarsError, OSError) as error:
        raise PoolError(str(path), "no_table", format="Parquet", problem=_first_line(error)) from None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


# ---- JSON ----
def _json(path: Path, kind: Kind) -> Source:
    try:
        document, encoding = _document(path)
    except PoolError as error:
        cause = error.__cause__
        if isinstance(cause, json.JSONDecodeError) and cause.msg == "Extra data":  # one record a line
            return _lines(path, kind)
        raise
    return convert(document, kind, str(path), {"format": "json", "encoding": encoding})


def _lines(path: Path, kind: Kind) -> Source:
    text, encoding = decode(path.read_bytes(), str(path))
    records: list[dict[str, Any]] = []
    broken: list[Broken] = []
    for at, line in enumerate(text.splitlines()):
        record, problem = _record(line)
        records.append(record)
        if problem is not None:
            broken.append(Broken(at, line, Message("no_json", {"problem": problem})))
    if not records:
        raise PoolError(str(path), "empty_file")
    how = {"format": "json lines", "encoding": encoding}
    found = convert(records, kind, str(path), how)
    return Source(found.frame, tuple(broken), found.remarks, found.how, found.licence)


def _record(line: str) -> tuple[dict[str, Any], str | None]:
    if not line.strip():
        return {}, None
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        return {}, error.msg
    return (found, None) if isinstance(found, dict) else ({}, type(found).__name__)


def _folder(path: Path, kind: Kind) -> Source:
    """Europass CVs, one file each."""
    files = sorted(path.glob("*.json"))
    if not files:
        raise PoolError(str(path), "a_folder")
    documents = [_document(f)[0] for f in files]
    return convert(documents, kind, str(path), {"format": "json"})


def _document(path: Path) -> tuple[Any, str]:
    """A JSON document and its encoding.

    Raises:
        PoolError: it is empty, or no JSON; with the line.
    """
    text, encoding = decode(path.read_bytes(), str(path))
    if not text.strip():
        raise PoolError(str(path), "empty_file")
    try:
        return json.loads(text), encoding
    except json.JSONDecodeError as error:
        problem = f"{error.msg}, line {error.lineno}"
        raise PoolError(str(path), "no_table", format="JSON", problem=problem) from error


FORMATS: dict[str, Callable[[Path, Kind], Source]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".txt": _csv,
    ".parquet": _parquet,
    ".json": _json,
    ".jsonld": _json,
    ".jsonl": _lines,
    ".ndjson": _lines,
}
__all__ = ["decode", "from_records", "open_table", "separator_of"]
