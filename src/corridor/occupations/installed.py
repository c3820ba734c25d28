"""Where ESCO stands once it is installed: the user's data folder, and what was found in the download."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

MANIFEST = "installed.json"
FORM = 1
"""Form of the files in the folder; raised when it changes, and an older folder is then to be installed anew."""


def folder() -> Path:
    """The folder of ESCO: `CORRIDOR_DATA`, or the platform's data folder, and `esco` in it."""
    if found := os.environ.get("CORRIDOR_DATA"):
        return Path(found).expanduser() / "esco"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "corridor" / "esco"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "corridor" / "esco"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "corridor" / "esco"


@dataclass(frozen=True)
class Found:
    """What one download held. `missing` names the tables that the official download has and this one did not."""

    file: str
    sha256: str
    version: str | None
    lang: str
    occupations: int
    occupation_labels: int
    isco_groups: int
    skills: int
    skill_labels: int
    relations: int
    duplicates: int
    few_labels: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Installed:
    """What is installed: the downloads, the totals over all of them, and how long it took to prepare the search.

    `semantic` names the encoders by which labels are also compared by meaning; none where they are not.
    """

    form: int
    version: str | None
    folder: str
    languages: tuple[str, ...]
    occupations: int
    labels: int
    skills: int
    relations: int
    trained_on: int
    seconds: float
    downloads: tuple[Found, ...]
    confidence: dict[str, float] = field(default_factory=dict)
    semantic: tuple[str, ...] = ()
    confidence_by_meaning: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> str:
        """The text of the manifest."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def installed(place: Path | None = None) -> Installed | None:
    """What is installed; none where nothing is, where it has an older form, or where its folder is gone."""
    home = place or folder()
    try:
        raw = json.loads((home / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(raw, dict) or raw.get("form") != FORM or not (home / raw["folder"]).is_dir():
        return None
    raw["downloads"] = tuple(Found(**{**d, "missing": tuple(d["missing"])}) for d in raw["downloads"])
    raw["languages"], raw["semantic"] = tuple(raw["languages"]), tuple(raw.get("semantic", ()))
    return Installed(**raw)
