"""The law of each region, ready to answer: frozen in the cache folder, made anew when a file changes."""

from __future__ import annotations

import os
import sys
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.permits.case import REGIONS
from corridor.rules import freeze
from corridor.rules.freeze import Frozen

if TYPE_CHECKING:
    from corridor.rules.documents import Documents
    from corridor.rules.model import RuleSet
    from corridor.rules.reform import Reform

LAW = Path(__file__).parent.parent / "law"


def data_folder() -> Path:
    """The user's data folder: `CORRIDOR_DATA`, or the platform's."""
    if found := os.environ.get("CORRIDOR_DATA"):
        return Path(found).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "corridor"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "corridor"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "corridor"


def law_version() -> str:
    """The version of the package that carries the law."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("corridor")
    except PackageNotFoundError:
        return "0"


@lru_cache(maxsize=8)
def documents(folder: Path = LAW) -> Documents:
    """The law's documents, read and validated."""
    from corridor.rules.documents import read_folder

    return read_folder(folder, law_version())


@cache
def book(region: str, folder: Path = LAW) -> Frozen:
    """The law of one region.

    Raises:
        RuleFileError: a rule file is faulty (seen when it is read anew).
    """
    path = data_folder() / "frozen" / f"{region}.pyc"
    found = freeze.read(path, freeze.signature(folder))
    if found is not None:
        return found
    from corridor.rules.load import load

    rules = load(folder, region, law_version())
    try:
        freeze.write(rules, path, freeze.signature(folder))
    except OSError:
        return freeze.in_memory(rules)  # a folder that cannot be written costs time, not answers
    return freeze.read(path) or freeze.in_memory(rules)


def reformed(reform: Path, region: str, folder: Path = LAW) -> Frozen:
    """The law of one region as a reform leaves it.

    Raises:
        RuleFileError: the reform is faulty, or the reformed law is.
        ReformError: the reform names what the law does not have.
    """
    from corridor.rules import reform as reforms
    from corridor.rules.check import check
    from corridor.rules.errors import RuleFileError
    from corridor.rules.load import assemble

    changed = reforms.apply(documents(folder), reforms.read_reform(reform))
    rules = assemble(changed, region)
    faults = check(rules, changed)
    if faults:
        raise RuleFileError(faults)
    return freeze.in_memory(rules)


def amended(reform: Reform, region: str, folder: Path = LAW) -> RuleSet:
    """The law of one region as a reform document leaves it: as `reformed`, for tables, in milliseconds.

    No functions for single cases are compiled, and what the reform leaves alone is taken as it is.

    Raises:
        RuleFileError: the reformed law is faulty.
        ReformError: the reform names what the law does not have.
    """
    from corridor.rules import reform as reforms
    from corridor.rules.reassembly import reassemble

    base = documents(folder)
    return reassemble(reforms.apply(base, reform), book(region, folder).rules, base)


def all_books(folder: Path = LAW) -> dict[str, Frozen]:
    """The law of every region."""
    return {region: book(region, folder) for region in REGIONS}
