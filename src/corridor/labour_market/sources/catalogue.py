"""The catalogue: which tables of which office Corridor can fetch or read, where they are, and on what terms."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from corridor.labour_market.errors import LabourMarketError

FILE = Path(__file__).parent / "catalogue.yaml"
OWN = "catalogue.yaml"
"""A file of this name in the store's folder adds tables, or replaces those of the package."""
STRICT = ConfigDict(extra="forbid")
LANGUAGES = ("en", "fr", "nl")
NAME = re.compile(r"[a-z0-9_]+")
"""What a table may be called: its name is a folder of the store, and is asked for without regard to capitals."""
Basis = Literal["stated", "derived", "assumed", "recalled"]
Form = Literal["sdmx_csv", "json_stat", "bestat", "opendatasoft", "agency_file", "rearranged"]
"""`rearranged`: an extract by file that no longer has the office's columns."""
Kind = Literal["text", "texts", "count", "number", "date", "period", "json"]


@dataclass(frozen=True, config=STRICT)
class Words:
    """A text in the three languages."""

    en: str
    fr: str
    nl: str

    def __getitem__(self, lang: str) -> str:
        found: str = getattr(self, lang if lang in LANGUAGES else "en")
        return found


@dataclass(frozen=True, config=STRICT)
class Service:
    """Where an office gives tables in one form. `start`: what is added to the address to begin at a period."""

    address: str = ""
    start: str = ""
    accept: str | None = None


@dataclass(frozen=True, config=STRICT)
class Licence:
    """Terms of reuse. `share_alike`: derived data must be passed on under the same licence; None where not known."""

    name: str
    address: str
    share_alike: bool | None


@dataclass(frozen=True, config=STRICT)
class Office:
    """A publisher. `attributes`: columns of its answers that are no dimension; `*` stands for any ending."""

    label: Words
    home: str
    forms: Mapping[Form, Service]
    attributes: tuple[str, ...]
    licence: Licence
    attribution: Words


@dataclass(frozen=True, config=STRICT)
class Column:
    """A column of records or of an agency's file; `also` are the headings under which it comes."""

    name: str
    kind: Kind
    required: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, config=STRICT)
class Rearranged:
    """How extracts of a table circulate that no longer have the office's columns.

    `columns`: heading to dimension, `period` or `value`. `fixed`: codes that the headings imply. Dimensions that are
    in neither are not known, and stay null.
    """

    columns: Mapping[str, str]
    left_out: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, config=STRICT)
class Table:
    """A table of the catalogue.

    `dimensions`: in the office's order, lower case. `filter`: codes asked for by dimension; empty is all. `national`:
    exists for Belgium as a whole only. `snapshot`: a stock without history, of which a vintage a day is kept.
    `fresh_days`: after so many days it is worth asking again. `view`: name of a be.STAT view in each language.
    """

    office: str
    code: str
    label: Words
    fresh_days: int
    basis: Basis
    dimensions: tuple[str, ...] = ()
    filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: str | None = None
    national: bool = False
    snapshot: bool = False
    view: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None
    columns: tuple[Column, ...] = ()
    rearranged: Rearranged | None = None
    name: str = ""

    @property
    def form(self) -> Form:
        """The form in which it is fetched or read if nothing else is said.

        SDMX-CSV is asked for by a key that depends on the order of dimensions; where that order is not confirmed,
        JSON-stat is taken, which is asked for by names.
        """
        offered = self.publisher.forms
        if self.dimensions:
            return "sdmx_csv" if self.basis == "stated" or "json_stat" not in offered else "json_stat"
        if self.view:
            return "bestat"
        return "opendatasoft" if self.id and "opendatasoft" in offered else "agency_file"

    @property
    def publisher(self) -> Office:
        """Its office."""
        return offices()[self.office]

    @property
    def by_file(self) -> bool:
        """There is no open address: it comes as a file."""
        return self.form == "agency_file"

    def address(self, form: Form | None = None) -> str:
        """The address of the table in a form, with its filter.

        Raises:
            LabourMarketError: the office gives no address in this form.
        """
        service = self.publisher.forms.get(form or self.form)
        if service is None or not service.address:
            raise LabourMarketError(self.name, "no_address", office=self.publisher.label.en, form=form or self.form)
        chosen = {name: codes for name, codes in self.filter.items() if codes}
        key = ".".join("+".join(chosen.get(name, ())) for name in self.dimensions)
        filters = "".join(f"&{name}={code}" for name, codes in chosen.items() for code in codes)
        start = service.start.format(since=self.since) if self.since else ""
        return service.address.format(code=self.code, key=key, filter=filters, start=start)

    def attribution(self, day: dt.date, lang: str) -> str:
        """The line that must stand by what is shown of the table."""
        return self.publisher.attribution[lang].format(code=self.code, date=day.isoformat())


@dataclass(frozen=True, config=STRICT)
class _File:
    read: dt.date
    offices: Mapping[str, Office] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)


@cache
def _read(file: Path, _changed: int) -> _File:
    try:
        raw: Any = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        found: _File = TypeAdapter(_File).validate_python(raw)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LabourMarketError(str(file), "catalogue_broken", why=str(error).splitlines()[0]) from None
    except ValidationError as error:
        first = error.errors()[0]
        why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise LabourMarketError(str(file), "catalogue_broken", why=why) from None
    return found


def offices() -> Mapping[str, Office]:
    """The offices by id."""
    return _read(FILE, 0).offices


def tables(home: Path | None = None) -> Mapping[str, Table]:
    """The tables by id: those of the package, and over them those of `catalogue.yaml` in a store's folder.

    Raises:
        LabourMarketError: the user's own catalogue cannot be read, names an unknown office, or gives a table a name
            that cannot be one.
    """
    found = dict(_read(FILE, 0).tables)
    own = None if home is None else home / OWN
    if own is not None and own.is_file():
        found |= _read(own, own.stat().st_mtime_ns).tables
    for name, each in found.items():
        if each.office not in offices():
            raise LabourMarketError(str(own), "office_unknown", office=each.office, known=", ".join(offices()))
        if not NAME.fullmatch(name):
            raise LabourMarketError(str(own), "table_name", name=name)
        if each.name != name:
            object.__setattr__(each, "name", name)
    return found


def table(name: str, home: Path | None = None) -> Table:
    """One table.

    Raises:
        LabourMarketError: there is none of this name.
    """
    known = tables(home)
    if name.lower() not in known:
        near = get_close_matches(name.lower(), known, 3, 0.4) or list(known)[:3]
        raise LabourMarketError(name, "table_unknown", near=", ".join(near))
    return known[name.lower()]


def chosen(names: Sequence[str] = (), office: str | None = None, home: Path | None = None) -> tuple[Table, ...]:
    """The tables of these names, or of an office; where nothing is named, all that have an address.

    Raises:
        LabourMarketError: an unknown table or office.
    """
    if office is not None and office not in offices():
        raise LabourMarketError(office, "office_unknown", office=office, known=", ".join(offices()))
    listed = [table(name, home) for name in names] or [t for t in tables(home).values() if not t.by_file]
    return tuple({t.name: t for t in listed if office in (None, t.office)}.values())
