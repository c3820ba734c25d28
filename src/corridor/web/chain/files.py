"""Dossiers as they come: read by the library, and held to what may be opened here."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from corridor.consultation.dossier import Dossier, read
from corridor.consultation.reading import plain, refuse_bombs
from corridor.rules.errors import ReformError, RuleFileError
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.readings import MOST_DRAWS
from corridor.web.plans.offered import plain as plain_document

MOST_REFORMS = 100
LARGEST_REFORM = 256 * 1024
PATHS = ("folder", "table", "file", "design")
"""Parts of a reference that may be a path."""


@contextmanager
def uploaded(name: str, content: bytes) -> Iterator[Dossier]:
    """A dossier that somebody brings: YAML, JSON, or a ZIP with one and its reforms, as the export makes it.

    Raises:
        ConsultationErrors: with every fault. ChainRefusal: a path leads out of it, or the ZIP cannot be used.
    """
    with TemporaryDirectory() as made:
        folder = Path(made)
        path = _unpacked(content, folder) if content[:2] == b"PK" else folder / f"dossier{_suffix(name)}"
        if content[:2] != b"PK":
            path.write_bytes(content)
        found = read(path)
        bounded(found)
        yield found


def _suffix(name: str) -> str:
    return ".json" if name.lower().endswith(".json") else ".yaml"


def _unpacked(content: bytes, folder: Path) -> Path:
    """The dossier of a ZIP and its reforms, each under its own name; nothing else is written."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = archive.infolist()
            named = [one for one in infos if one.filename in ("dossier.yaml", "dossier.json")]
            reforms = [one for one in infos if one.filename.startswith("reforms/") and one.filename.endswith(".yaml")]
            if len(named) != 1 or len(reforms) > MOST_REFORMS or any(r.file_size > LARGEST_REFORM for r in reforms):
                raise ChainRefusal("zip")
            if named[0].file_size > 8 * 1024 * 1024:
                raise ChainRefusal("zip")
            (folder / "reforms").mkdir()
            for one in reforms:
                (folder / "reforms" / PurePosixPath(one.filename).name).write_bytes(archive.read(one))
            path = folder / named[0].filename
            path.write_bytes(archive.read(named[0]))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise ChainRefusal("zip") from error
    return path


def bounded(dossier: Dossier) -> None:
    """Refuse a dossier whose paths lead out of its folder.

    Raises:
        ChainRefusal: with the place of the first such path.
    """
    for number, item in enumerate(dossier.evidence):
        reference = plain(item.reference)
        for name in PATHS:
            if name in reference and not within(reference[name]):
                raise ChainRefusal("not_here", place=f"evidence[{number}].reference.{name}")
        if reference.get("draws", 0) > MOST_DRAWS:
            raise ChainRefusal("many_draws", place=f"evidence[{number}].reference.draws", limit=MOST_DRAWS)
    for number, one in enumerate(dossier.recommendations):
        if one.regulatory is not None and not within(one.regulatory.reform):
            raise ChainRefusal("not_here", place=f"recommendations[{number}].regulatory.reform")


def within(path: str) -> bool:
    """Whether a path stays in the folder that it is relative to."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not any(one in ("/", "..") or one.startswith("~") for one in parts) and "\\" not in path


def reforms_of(dossier: Dossier) -> dict[str, Any]:
    """The reforms that lie beside a dossier, by the key of the recommendation; not those of the law.

    Raises:
        ChainRefusal: one cannot be read as a reform.
    """
    found: dict[str, Any] = {}
    for number, one in enumerate(dossier.recommendations):
        if one.regulatory is None or dossier.folder is None:
            continue
        file = dossier.folder / one.regulatory.reform
        if within(one.regulatory.reform) and file.is_file():
            found[one.key] = _reform(file, f"recommendations[{number}].regulatory.reform")
    return found


def _reform(file: Path, place: str) -> Any:
    from corridor.rules.reform import read_reform

    try:
        text = file.read_text(encoding="utf-8")
        refuse_bombs(text)
        read_reform(file)
        return plain_document(yaml.safe_load(text))
    except (ReformError, RuleFileError, ValueError, yaml.YAMLError) as error:
        raise ChainRefusal("reform_faulty", place=place, why=str(error)[:300]) from error
