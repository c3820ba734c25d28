"""The official ESCO download, one zip a language, any version from 1.0: what is in it, whatever its columns are."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corridor.occupations.errors import OccupationError
from corridor.occupations.installed import Found
from corridor.occupations.isco08 import groups

LANGUAGES = (
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "is", "it", "lt", "lv", "mt",
    "nl", "no", "pl", "pt", "ro", "sk", "sl", "sv", "uk",
)  # fmt: skip
TABLES = ("occupations", "ISCOGroups", "skills", "occupationSkillRelations")
FEW = 1.5
"""A language with fewer labels than this an occupation has few alternative labels, and is said to."""
_PREFERRED = ("preferredLabel", "preferredTerm")
_ALTERNATIVE = ("altLabels", "alternativeLabel", "altLabel")
_HIDDEN = ("hiddenLabels", "hiddenLabel")
_CODE = re.compile(r"\d{1,4}")
Row = dict[str, str]


@dataclass
class Content:
    """The rows of one download. A label is (URI, text, preferred); a relation (occupation, skill, kind)."""

    found: Found
    lang: str
    occupations: dict[str, tuple[str, str]] = field(default_factory=dict)
    occupation_labels: list[tuple[str, str, bool]] = field(default_factory=list)
    isco_labels: list[tuple[str, str]] = field(default_factory=list)
    skills: dict[str, tuple[str, str]] = field(default_factory=dict)
    skill_labels: list[tuple[str, str, bool]] = field(default_factory=list)
    relations: list[tuple[str, str, str]] = field(default_factory=list)


def read_download(path: Path) -> Content:
    """Read one zip.

    Raises:
        OccupationError: no file, no zip, a damaged zip, or nothing of ESCO in it.
    """
    if not path.is_file():
        raise OccupationError(str(path), "no_file")
    try:
        with zipfile.ZipFile(path) as archive:
            bad = archive.testzip()
            if bad:
                raise OccupationError(str(path), "damaged", name=bad)
            tables = _tables(archive)
            return _content(path, archive, tables)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise OccupationError(str(path), "no_zip", why=error) from None


def _tables(archive: zipfile.ZipFile) -> dict[str, str]:
    """The tables in the zip, by their name without language: in any folder, in upper or lower case."""
    found: dict[str, str] = {}
    for name in sorted(archive.namelist()):
        match = re.fullmatch(r"([A-Za-z]+?)(?:_([a-z]{2}))?\.csv", Path(name).name)
        table = next((t for t in TABLES if match and t.lower() == match[1].lower()), None)
        if table and not Path(name).name.startswith("."):
            found.setdefault(table, name)
    return found


def _content(path: Path, archive: zipfile.ZipFile, tables: dict[str, str]) -> Content:
    if not tables:
        raise OccupationError(str(path), "no_esco_table")
    lang = _language(path, tables)
    out = Content(_nothing(), lang)
    duplicates = 0
    if "occupations" in tables:
        duplicates += _occupations(_rows(archive, tables["occupations"], path), out)
    if "ISCOGroups" in tables:
        _groups(_rows(archive, tables["ISCOGroups"], path), out)
    if "skills" in tables:
        duplicates += _skills(_rows(archive, tables["skills"], path), out)
    if "occupationSkillRelations" in tables:
        _relations(_rows(archive, tables["occupationSkillRelations"], path), out)
    out.found = Found(
        file=path.name,
        sha256=_sha256(path),
        version=_version(path),
        lang=lang,
        occupations=len(out.occupations),
        occupation_labels=len(out.occupation_labels),
        isco_groups=len(out.isco_labels),
        skills=len(out.skills),
        skill_labels=len(out.skill_labels),
        relations=len(out.relations),
        duplicates=duplicates,
        few_labels=bool(out.occupations) and len(out.occupation_labels) < FEW * len(out.occupations),
        missing=tuple(t for t in TABLES if t not in tables),
    )
    return out


def _nothing() -> Found:
    return Found("", "", None, "", 0, 0, 0, 0, 0, 0, 0, False)


def _language(path: Path, tables: dict[str, str]) -> str:
    for name in tables.values():
        match = re.search(r"_([a-z]{2})\.csv$", name)
        if match and match[1] in LANGUAGES:
            return match[1]
    named = [part for part in re.split(r"[\s_\-.]+", path.stem.lower()) if part in LANGUAGES]
    if named:
        return named[-1]
    raise OccupationError(str(path), "no_language")


def _version(path: Path) -> str | None:
    match = re.search(r"v(\d+(?:\.\d+)+)", path.name)
    return match[1] if match else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows(archive: zipfile.ZipFile, name: str, path: Path) -> Iterator[Row]:
    """The rows of a table; the separator is a comma, a semicolon or a tab."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with archive.open(name) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        try:
            first = text.readline()
            separator = max(",;\t", key=first.count)
            columns = next(csv.reader([first], delimiter=separator), [])
            if "conceptUri" not in columns and "occupationUri" not in columns:
                raise OccupationError(str(path), "no_uri_column", name=name, columns=", ".join(columns[:8]) or "-")
            yield from csv.DictReader(text, fieldnames=columns, delimiter=separator, restval="")
        except UnicodeDecodeError as error:
            raise OccupationError(str(path), "no_utf8", name=name, why=error.reason) from None


def _first(row: Row, names: tuple[str, ...]) -> str:
    return next((row[n].strip() for n in names if row.get(n)), "")


def _labels(row: Row, known: set[tuple[str, str]]) -> Iterator[tuple[str, str, bool]]:
    """The labels of a row, preferred first, each once a concept; alternative labels stand on lines of one cell."""
    uri = row["conceptUri"].strip()
    several = (*_first(row, _ALTERNATIVE).split("\n"), *_first(row, _HIDDEN).split("\n"))
    for position, text in enumerate((_first(row, _PREFERRED), *several)):
        clean = " ".join(text.split())
        if clean and (uri, clean) not in known:
            known.add((uri, clean))
            yield uri, clean, position == 0


def _occupations(rows: Iterator[Row], out: Content) -> int:
    """Occupations of ESCO; rows that repeat a URI add their labels and are counted."""
    known: set[tuple[str, str]] = set()
    duplicates = 0
    for row in rows:
        uri = row.get("conceptUri", "").strip()
        code = _isco(row)
        if not uri or (row.get("conceptType") or "Occupation") != "Occupation" or code not in groups():
            continue
        duplicates += uri in out.occupations
        out.occupations.setdefault(uri, (code, row.get("code", "").strip()))
        out.occupation_labels += _labels(row, known)
    return duplicates


def _isco(row: Row) -> str:
    """The unit group of a row; leading zeros that a spreadsheet took away are put back."""
    text = row.get("iscoGroup", "").strip().rpartition("/")[2].removeprefix("C")
    if not text:
        text = row.get("code", "").strip().partition(".")[0]
    return text.zfill(4) if _CODE.fullmatch(text) else ""


def _groups(rows: Iterator[Row], out: Content) -> None:
    for row in rows:
        code = row.get("code", "").strip() or row.get("conceptUri", "").rpartition("/C")[2]
        code = code.removeprefix("C")
        if code in groups() and _first(row, _PREFERRED):
            out.isco_labels.append((code, _first(row, _PREFERRED)))


def _skills(rows: Iterator[Row], out: Content) -> int:
    known: set[tuple[str, str]] = set()
    duplicates = 0
    for row in rows:
        uri = row.get("conceptUri", "").strip()
        if not uri:
            continue
        duplicates += uri in out.skills
        out.skills.setdefault(uri, (row.get("skillType", "").strip(), row.get("reuseLevel", "").strip()))
        out.skill_labels += _labels(row, known)
    return duplicates


def _relations(rows: Iterator[Row], out: Content) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        pair = (row.get("occupationUri", "").strip(), row.get("skillUri", "").strip())
        if all(pair) and pair not in seen:
            seen.add(pair)
            out.relations.append((*pair, row.get("relationType", "").strip() or "optional"))
