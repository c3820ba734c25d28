"""The documents of a law folder: rule files read and validated, region by region, before anything is made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from corridor.rules import schema
from corridor.rules.errors import Fault, RuleFileError, nearest
from corridor.rules.rulefile import line_of, read

FEDERAL = "federal"
APART = ("reforms", "__pycache__")
"""Folders of a law that hold no region."""
Span = tuple[date, date | None]
"""First and last day; without a last day for good."""


@dataclass
class Layer:
    """The documents of one region's folder."""

    parameters: dict[str, schema.ParameterDoc] = field(default_factory=dict)
    lists: dict[str, tuple[schema.ListDoc, list[schema.ListVersionDoc]]] = field(default_factory=dict)
    terms: dict[str, schema.TermDoc] = field(default_factory=dict)
    shared: schema.SharedDoc = field(default_factory=schema.SharedDoc)
    routes: dict[str, schema.RouteDoc] = field(default_factory=dict)
    procedure: schema.ProcedureDoc = field(default_factory=schema.ProcedureDoc)
    recomputed: dict[str, Span] = field(default_factory=dict)
    """Parameters whose formula, in a period, replaces the published values (a reform changed an operand)."""
    reformed: dict[str, list[Span]] = field(default_factory=dict)
    """Periods in which a parameter has a value that a reform gave it; no formula replaces that."""


@dataclass
class Documents:
    """All documents of a law folder, and where each thing stands (for messages)."""

    folder: Path
    vocabulary: schema.VocabularyDoc
    sources: dict[str, schema.SourceDoc]
    documents: dict[str, schema.DocumentDoc]
    layers: dict[str, Layer]
    files: dict[tuple[str, str], Path]
    digest: str
    version: str = ""

    def place(self, region: str, key: str, name: str | None) -> tuple[Path, int | None]:
        """The file of a key (region first, then federal) that has the name, and the line; else the first file."""
        keys = (key, key.partition("/")[0])  # a version of a list, else the list
        known = [self.files[r, k] for k in keys for r in (region, FEDERAL) if (r, k) in self.files]
        for path in known:
            if (line := line_of(path, name)) is not None:
                return path, line
        return known[0] if known else self.folder / region, None

    @property
    def regions(self) -> list[str]:
        """The regions that can be answered (all folders but the federal one)."""
        return [r for r in self.layers if r != FEDERAL]


def rule_files(folder: Path) -> list[Path]:
    """The files that make up the law, in a fixed order (reforms are not part of it)."""
    reforms = folder / "reforms"
    return [p for p in sorted(folder.rglob("*.yaml")) if reforms not in p.parents]


def digest(folder: Path) -> str:
    """SHA-256 over names and contents of the rule files."""
    total = hashlib.sha256()
    for path in rule_files(folder):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def read_folder(folder: Path, version: str = "") -> Documents:
    """Read and validate every document of a law folder.

    Raises:
        RuleFileError: all faults found, each with file, line and remedy.
    """
    if not (folder / "vocabulary.yaml").is_file():
        remedy = "is this a law folder? docs/law-format.md says what it holds"
        raise RuleFileError([Fault(str(folder / "vocabulary.yaml"), None, "no such file", remedy)])
    reading = _Reading(folder)
    found = reading.documents(version)
    if reading.faults:
        raise RuleFileError(reading.faults)
    return found


class _Reading:
    """Goes through a law folder; a file that cannot be read leaves its faults and an empty place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.files = {(FEDERAL, "vocabulary"): folder / "vocabulary.yaml"}

    def documents(self, version: str) -> Documents:
        empty = schema.VocabularyDoc(coverage=schema.CoverageDoc(start=date.min, until=date.max), facts={})
        vocabulary = self._read(self.folder / "vocabulary.yaml", schema.VocabularyDoc, empty)
        sources = self._read(self.folder / "sources.yaml", dict[str, schema.SourceDoc], {})
        documents = self._read(self.folder / "documents.yaml", dict[str, schema.DocumentDoc], {})
        places = sorted(p for p in self.folder.iterdir() if p.is_dir() and p.name not in APART)
        layers = {place.name: self._layer(place, vocabulary) for place in places}
        return Documents(self.folder, vocabulary, sources, documents, layers, self.files, digest(self.folder), version)

    def _read(self, path: Path, form: Any, default: Any) -> Any:
        if not path.exists():
            return default
        try:
            return read(path, form)
        except RuleFileError as error:
            self.faults.extend(error.faults)
            return default

    def _layer(self, place: Path, vocabulary: schema.VocabularyDoc) -> Layer:
        layer = Layer()
        self._parameters(place, layer)
        for path in sorted((place / "lists").glob("*/list.yaml")):
            self._list(place, path, layer)
        layer.terms = self._read(place / "terms.yaml", dict[str, schema.TermDoc], {})
        layer.shared = self._read(place / "shared.yaml", schema.SharedDoc, schema.SharedDoc())
        layer.procedure = self._read(place / "procedure.yaml", schema.ProcedureDoc, schema.ProcedureDoc())
        self.files |= {(place.name, f"t.{name}"): place / "terms.yaml" for name in layer.terms}
        whole = {name: place / f"{name}.yaml" for name in ("shared", "procedure")}
        self.files |= {(place.name, name): path for name, path in whole.items() if path.exists()}
        self._routes(place, layer, list(vocabulary.routes))
        return layer

    def _parameters(self, place: Path, layer: Layer) -> None:
        for path in sorted((place / "parameters").glob("*.yaml")):
            found = self._read(path, dict[str, schema.ParameterDoc], {})
            for name in found:
                if (other := self.files.get((place.name, f"p.{name}"))) is not None:
                    message = f"parameter {name} stands in {other.name} too"
                    self.faults.append(Fault(str(path), line_of(path, name), message, "keep one"))
                self.files[place.name, f"p.{name}"] = path
            layer.parameters |= found

    def _list(self, place: Path, path: Path, layer: Layer) -> None:
        name = path.parent.name
        head = self._read(path, schema.ListDoc, None)
        versions: list[schema.ListVersionDoc] = []
        for dated in (file for file in sorted(path.parent.glob("*.yaml")) if file != path):
            new: schema.ListVersionDoc | None = self._read(dated, schema.ListVersionDoc, None)
            if new is None:
                continue
            if any(version.start == new.start for version in versions):
                message = f"list {name} has another version from {new.start}"
                self.faults.append(Fault(str(dated), line_of(dated, "from"), message, "keep one"))
            versions.append(new)
            self.files[place.name, f"l.{name}/{new.start}"] = dated
        self.files[place.name, f"l.{name}"] = path
        if head is not None:
            layer.lists[name] = (head, sorted(versions, key=lambda version: version.start))

    def _routes(self, place: Path, layer: Layer, known: Sequence[str]) -> None:
        for path in sorted((place / "routes").glob("*.yaml")):
            self.files[place.name, f"r.{path.stem}"] = path
            route = self._read(path, schema.RouteDoc, None)
            if route is not None:
                layer.routes[path.stem] = route
            if known and path.stem not in known:
                message = f"route {path.stem} is not in the vocabulary"
                self.faults.append(Fault(str(path), 1, message, nearest(path.stem, known)))
