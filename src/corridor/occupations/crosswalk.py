"""National crosswalks to skills of ESCO, where a user has one: a term or a code of another list, and the ESCO skill.

A CSV file, one row a pair. Columns, by the first of these names that is there: `term` or `label` (the national term)
and `code` (its code), at least one of the two; `uri`, `esco_uri` or `esco` (the skill); `match`, `match_type` or
`relation` (exact, close, broad, narrow, related; also as SKOS properties). Crosswalks are the user's own: they stand
beside ESCO in the user's data folder and outlive a new install of ESCO.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from corridor.occupations import installed as place_of
from corridor.occupations.errors import OccupationError
from corridor.occupations.lock import locked
from corridor.occupations.title import plain

FILE = "crosswalk-{name}.json"
FORM = 1
MATCHES = ("exact", "close", "narrow", "broad", "related")
"""Kinds of match, the surest first. Narrow: the ESCO skill is narrower than the term."""
TERM, CODE, URI, MATCH = ("term", "label"), ("code",), ("uri", "esco_uri", "esco"), ("match", "match_type", "relation")
URIS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Crosswalk:
    """An installed crosswalk. `rows` are (term or empty, code or empty, URI, match); `source` is what the user said."""

    form: int
    name: str
    source: str
    file: str
    sha256: str
    lang: str | None
    rows: tuple[tuple[str, str, str, str], ...]

    def of(self, text: str) -> list[tuple[str, str, str]]:
        """What it says of a text that is a term or a code: (URI, match, term), the surest match first."""
        found = self._by_text.get(plain(text), [])
        return sorted(found, key=lambda row: MATCHES.index(row[1]))

    @cached_property
    def _by_text(self) -> dict[str, list[tuple[str, str, str]]]:
        out: dict[str, list[tuple[str, str, str]]] = {}
        for term, code, uri, match in self.rows:
            for text in {plain(term), plain(code)} - {""}:
                out.setdefault(text, []).append((uri, match, term or code))
        return out


def install(
    file: Path, *, name: str | None = None, source: str = "", lang: str | None = None, place: Path | None = None
) -> tuple[Crosswalk, dict[str, int]]:
    """Read a crosswalk and put it in place of the one of that name; and how many rows have which match.

    Args:
        file: the CSV file.
        name: what results show as their source; the name of the file without its ending, if none is given.
        source: where it comes from, in the user's words.
        lang: the language of its terms.
        place: the folder of ESCO; the user's data folder if none is given.

    Raises:
        OccupationError: the file cannot be read, a column or value is missing or wrong (with the line), or another
            install is running.
    """
    rows = _rows(file)
    called = re.sub(r"[^\w.-]+", "-", name or file.stem).strip("-.") or "crosswalk"
    found = Crosswalk(
        FORM, called, source or file.name, file.name, hashlib.sha256(file.read_bytes()).hexdigest(), lang, rows
    )
    home = place or place_of.folder()
    with locked(home):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=home, delete=False) as out:
            json.dump(asdict(found), out, ensure_ascii=False)
            out.flush()
            os.fsync(out.fileno())
        os.replace(out.name, home / FILE.format(name=called))
    return found, dict(Counter(row[3] for row in rows))


def installed(place: Path | None = None) -> tuple[Crosswalk, ...]:
    """The crosswalks of a folder by name; one that cannot be read, or has an older form, is left out."""
    found = []
    for file in sorted((place or place_of.folder()).glob(FILE.format(name="*"))):
        try:
            raw = json.loads(file.read_text(encoding="utf-8"))
            if raw.pop("form") == FORM:
                found.append(Crosswalk(FORM, **{**raw, "rows": tuple(tuple(row) for row in raw["rows"])}))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return tuple(found)


def state(place: Path) -> tuple[tuple[str, int], ...]:
    """The crosswalks' files and when they changed: another state, other answers."""
    files = sorted(place.glob(FILE.format(name="*")))
    return tuple((file.name, file.stat().st_mtime_ns) for file in files)


def _rows(file: Path) -> tuple[tuple[str, str, str, str], ...]:
    frame = _frame(file)
    columns = {plain(c).replace(" ", "_"): c for c in frame.columns}
    term, code, uri, match = (_column(columns, names) for names in (TERM, CODE, URI, MATCH))
    if uri is None or match is None or (term is None and code is None):
        raise OccupationError(str(file), "walk_columns", columns=", ".join(frame.columns))
    out: dict[tuple[str, str, str, str], None] = {}
    for line, row in enumerate(frame.iter_rows(named=True), 2):
        cells = [(row[c] or "").strip() if c else "" for c in (term, code, uri, match)]
        if any(cells):
            out.setdefault(_checked(file, line, cells))
    if not out:
        raise OccupationError(str(file), "walk_empty")
    return tuple(out)


def _frame(file: Path) -> pl.DataFrame:
    try:
        with file.open(encoding="utf-8-sig") as text:
            separator = max(",;\t", key=text.readline().count)
        return pl.read_csv(file, separator=separator, infer_schema=False)
    except (OSError, UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        why = str(error).splitlines()[0]
        raise OccupationError(str(file), "walk_unreadable", why=why) from None


def _column(columns: dict[str, str], names: Sequence[str]) -> str | None:
    return next((columns[name] for name in names if name in columns), None)


def _checked(file: Path, line: int, cells: list[str]) -> tuple[str, str, str, str]:
    """A row with its match in one of `MATCHES`."""
    term, code, uri, match = cells
    place = f"{file}:{line}"
    if not term and not code:
        raise OccupationError(place, "walk_no_term")
    if not URIS.fullmatch(uri):
        raise OccupationError(place, "walk_no_uri", uri=uri)
    kind = re.split(r"[:/#]", match)[-1].lower().removesuffix("match").strip()
    if kind not in MATCHES:
        raise OccupationError(place, "walk_no_match", match=match, known=", ".join(MATCHES))
    return term, code, uri, kind
