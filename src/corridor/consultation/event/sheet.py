"""Tables of events as CSV: read by the names of their columns in three languages, written so that no cell is run."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corridor.consultation.errors import ConsultationError, ConsultationErrors

MOST_ROWS = 20_000
REASON, REMEDY = "reason", "remedy"


@dataclass(frozen=True)
class Line:
    """A row: its number (from 1, without the header) and its cells by column; a column that is not there has none."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class BadRow:
    """A row that was not taken over: which, in what field, the value, and what is wrong with it."""

    row: int
    field: str
    value: str
    error: ConsultationError
    cells: tuple[str, ...] = ()

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong and what to do."""
        return self.error.told(lang)


@dataclass(frozen=True)
class Sheet:
    """A table as read: its header, the rows that have the right number of cells, the others."""

    head: tuple[str, ...]
    lines: tuple[Line, ...]
    bad: tuple[BadRow, ...]
    raw: Mapping[int, tuple[str, ...]]


def read_sheet(raw: bytes | str, columns: Mapping[str, Sequence[str]], needed: Iterable[str], place: str) -> Sheet:
    """A table of texts.

    Args:
        raw: the file; commas, semicolons or tabs, in any usual encoding.
        columns: names of columns, each with other headers that mean it; capitals and signs make no difference.
        needed: columns that must be there.
        place: the file, in errors.

    Raises:
        ConsultationErrors: it cannot be read at all.
    """
    rows = _rows(raw, place)
    head = tuple(rows[0]) if rows else ()
    if len(rows) < 2:
        raise ConsultationErrors([ConsultationError(place, "sheet_empty")])
    if len(rows) - 1 > MOST_ROWS:
        raise ConsultationErrors([ConsultationError(place, "sheet_long", most=MOST_ROWS)])
    names = _names(head, columns, tuple(needed), place)
    lines, bad, kept = [], [], {}
    for number, row in enumerate(rows[1:], start=1):
        cells = [_opened(cell) for cell in row]
        kept[number] = tuple(row)
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(head) :]):
            error = ConsultationError(f"{place}:{number}", "sheet_cells")
            bad.append(BadRow(number, "", "", error, tuple(row)))
            continue
        lines.append(Line(number, {name: cells[at].strip() for name, at in names.items() if at < len(cells)}))
    return Sheet(head, tuple(lines), tuple(bad), kept)


def _rows(raw: bytes | str, place: str) -> list[list[str]]:
    from corridor.pool.errors import PoolError
    from corridor.pool.files import decode, separator_of

    try:
        text = decode(raw, place)[0] if isinstance(raw, bytes) else raw
        text = text.removeprefix("\ufeff")
        if not text.strip():
            return []
        if "\0" in text:  # no text, and no database keeps it
            raise ValueError("NUL")
        found = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
        return [row for row in found if row]
    except PoolError as error:
        raise ConsultationErrors([ConsultationError(place, "sheet_unreadable", why=error.message)]) from error
    except (csv.Error, ValueError) as error:
        raise ConsultationErrors([ConsultationError(place, "sheet_unreadable", why=str(error))]) from error


def _names(
    head: Sequence[str], columns: Mapping[str, Sequence[str]], needed: Sequence[str], place: str
) -> dict[str, int]:
    """Places of the columns by their names."""
    known = {_plain(word): name for name, words in columns.items() for word in (name, *words)}
    found: dict[str, int] = {}
    errors = []
    for at, header in enumerate(head):
        name = known.get(_plain(_opened(header)))
        if name is None:
            continue
        if name in found:
            errors.append(ConsultationError(place, "sheet_two_columns", column=name))
        found.setdefault(name, at)
    listed = ", ".join(one for one in head if one)[:200]
    errors += [
        ConsultationError(place, "sheet_column", column=name, columns=listed) for name in needed if name not in found
    ]
    if errors:
        raise ConsultationErrors(errors)
    return found


def _plain(header: str) -> str:
    return re.sub(r"[^\w]+", "_", header.strip().casefold()).strip("_")


def _opened(cell: str) -> str:
    """A cell without the apostrophe that was put in front so that it is not run."""
    from corridor.pool.writing import DANGEROUS

    return cell[1:] if cell.startswith("'") and re.match(DANGEROUS, cell[1:]) else cell


def written_sheet(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV that a spreadsheet opens: semicolons, UTF-8 with its mark, nothing that it would run."""
    from corridor.pool.writing import SEPARATOR

    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerow([_closed(cell) for cell in head])
    writer.writerows([_closed(cell) for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def _closed(cell: str) -> str:
    """A cell that a spreadsheet does not run; line ends as one sign, and no sign that ends a file."""
    from corridor.pool.writing import DANGEROUS, HARMLESS

    cell = cell.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return f"'{cell}" if re.match(DANGEROUS, cell) and not re.match(HARMLESS, cell) else cell


def quarantine(sheet_head: Sequence[str], bad: Iterable[BadRow], *, lang: str) -> bytes:
    """The rows that were not taken over, to be corrected: what is wrong in front, the row as it came behind."""
    rows = []
    for one in bad:
        why, remedy = one.told(lang)
        rows.append((str(one.row), one.field, one.value, why, remedy, *one.cells))
    return written_sheet(("row", "field", "value", REASON, REMEDY, *sheet_head), rows)


def listed(cell: str) -> list[str]:
    """Several values of a cell: `a; b`, or a JSON list where a value has a semicolon."""
    if cell.startswith("["):
        try:
            found = json.loads(cell)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return found
    return [one.strip() for one in cell.split(";") if one.strip()]


def joined(values: Sequence[str]) -> str:
    """Several values as one cell that `listed` reads."""
    plain = "; ".join(values)
    return plain if listed(plain) == list(values) else json.dumps(list(values), ensure_ascii=False)
