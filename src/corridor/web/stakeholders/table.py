"""A table of bodies and people from a CSV file: what each row says, what is wrong with it. Nothing is written here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from corridor.web.design.names import countries
from corridor.web.organisations.models import Region
from corridor.web.stakeholders.errors import StakeholderError
from corridor.web.stakeholders.models import Kind, Side

COLUMNS = ("body", "side", "kind", "country", "region", "sector", "website", "name", "email", "language", "role")
EXAMPLE = ("Example federation", "destination", "employers", "BE", "flanders", "health care", "", "", "", "nl", "")
ALLOWED = {
    "side": list(Side.values),
    "kind": list(Kind.values),
    "region": list(Region.values),
    "language": [code for code, _name in settings.LANGUAGES],
}
"""What may stand in a column of a closed list."""
LENGTHS = {"body": 200, "sector": 100, "website": 200, "name": 150, "email": 254, "role": 150}
MOST = 5_000
"""Rows of one file."""
KEY = "_row"
"""The column of a file of rows in quarantine that says which of them a row is."""
Fault = dict[str, Any]


@dataclass(slots=True)
class Row:
    """A row: its line in the file, its cells as text, and either faults or what it says of a body and a person."""

    line: int
    cells: dict[str, str]
    body: dict[str, str] = field(default_factory=dict)
    person: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    again: str = ""
    """The key of the row in quarantine that it corrects; empty where it does not say."""


def read(content: bytes) -> list[Row]:
    """The rows of a CSV file with commas, semicolons or tabs; empty ones are left out.

    Raises:
        StakeholderError: it is no table, lacks a column or has one twice, or has too many rows.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StakeholderError("not_a_table", place="file") from error
    if "\0" in text or not text.strip():
        raise StakeholderError("not_a_table", place="file")
    head = text.splitlines()[0]
    sign = max(",;\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=sign))
    except csv.Error as error:
        raise StakeholderError("not_a_table", place="file") from error
    names = [name.strip().lower() for name in lines[0]]
    for column in ("body", "email"):
        if column not in names:
            raise StakeholderError("column_missing", place="file", column=column)
    for column in (*COLUMNS, KEY):
        if names.count(column) > 1:
            raise StakeholderError("column_twice", place="file", column=column)
    if len(lines) - 1 > MOST:
        raise StakeholderError("too_many_rows", place="file", most=MOST)
    return list(_rows(names, lines[1:]))


def _rows(names: list[str], lines: list[list[str]]) -> Iterator[Row]:
    seen: set[str] = set()
    for number, line in enumerate(lines, start=2):
        cells = {name: _bare(cell) for name, cell in zip(names, line, strict=False) if name in COLUMNS}
        if not any(cells.values()):
            continue
        row = _row(number, {name: cells.get(name, "") for name in COLUMNS})
        row.again = dict(zip(names, line, strict=False)).get(KEY, "").strip()
        if more := ", ".join(cell for cell in line[len(names) :] if cell.strip()):
            row.faults.append(fault("_line", "row_too_many_cells", more=more[:100]))
        email = row.cells["email"].lower()
        if email and email in seen:
            row.faults.append(fault("email", "row_twice"))
        seen.add(email)
        yield row


def _bare(cell: str) -> str:
    """A cell without blanks around it, and without the apostrophe that our own files put before a sign of formulas."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def fault(field_name: str, key: str, /, **values: Any) -> Fault:
    """A fault of a cell, to be told later in the reader's language."""
    return {"field": field_name, "key": key, "values": values}


def _row(line: int, cells: dict[str, str]) -> Row:
    faults = [
        fault(column, "row_too_long", column=column, most=most)
        for column, most in LENGTHS.items()
        if len(cells[column]) > most
    ]
    kept = {name: value[:1000] for name, value in cells.items()}
    if faults:
        return Row(line, kept, faults=faults)
    faults += list(_body_faults(cells)) + list(_person_faults(cells))
    if faults:
        return Row(line, kept, faults=faults)
    columns = ("side", "kind", "region", "sector", "website")
    body = {"name": cells["body"], "country": cells["country"].upper()} | {c: cells[c] for c in columns}
    body |= {"side": cells["side"].lower(), "kind": cells["kind"].lower(), "region": cells["region"].lower()}
    person = {"name": cells["name"], "email": cells["email"].lower(), "role": cells["role"]}
    person |= {"language": cells["language"].lower()}
    return Row(line, kept, body if cells["body"] else {}, person if cells["email"] else {})


def _body_faults(cells: dict[str, str]) -> Iterator[Fault]:
    if not cells["body"]:
        if not cells["email"]:
            yield fault("body", "row_no_name")
        return
    yield from _choice(cells, "side")
    yield from _choice(cells, "kind")
    yield from _choice(cells, "region", empty=True)
    if cells["country"] and cells["country"].upper() not in countries():
        yield fault("country", "row_not_a_value", value=cells["country"][:50], column="country", values="BE, MA, IN …")
    if cells["website"]:
        try:
            URLValidator(schemes=["http", "https"])(cells["website"])
        except ValidationError:
            yield fault("website", "row_not_a_website", value=cells["website"][:100])


def _person_faults(cells: dict[str, str]) -> Iterator[Fault]:
    if not cells["email"]:
        return
    try:
        validate_email(cells["email"])
    except ValidationError:
        yield fault("email", "not_an_address", email=cells["email"][:100])
    yield from _choice(cells, "language", empty=True)


def _choice(cells: dict[str, str], column: str, *, empty: bool = False) -> Iterator[Fault]:
    if cells[column].lower() not in ALLOWED[column] and not (empty and not cells[column]):
        values = ", ".join(ALLOWED[column])
        yield fault(column, "row_not_a_value", value=cells[column][:50], column=column, values=values)


def told(entry: Fault, lang: str) -> dict[str, str]:
    """A fault as its reader sees it: column, what is wrong, what to do."""
    reason, remedy = StakeholderError(entry["key"], **entry["values"]).told(lang)
    return {"field": entry["field"], "reason": reason, "remedy": remedy}
