"""The folders of plans below FILES: a result appears whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import polars as pl
from django.conf import settings

from corridor.plan.result import Plan
from corridor.plan.writing import DOCUMENT, write
from corridor.pool.writing import write_atomic
from corridor.reports import plan_page
from corridor.reports.speech import LANGUAGES
from corridor.web.plans.results import OF_PERSONS

LEFT_AFTER = 3600.0
"""Seconds after which a staging folder was left by a run that was killed."""


def home() -> Path:
    """Where all plans lie."""
    return Path(settings.FILES) / "plans"


def place(made: Plan, folder: str) -> bytes:
    """Write a plan with its tables and its page in three languages; the folder appears at once with all of it.

    Args:
        made: the plan, with any further table.
        folder: its name among the plans.

    Returns:
        plan.json, as it was written: the same as the command writes.

    Raises:
        OSError: the folder cannot be written; nothing is left behind.
    """
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    staged = Path(tempfile.mkdtemp(prefix=f".{folder}.", dir=home()))
    try:
        pages = {f"plan.{lang}.html": partial(_draw, made, lang) for lang in LANGUAGES}
        write(made, staged / "plan", pages)
        target = home() / folder
        shutil.rmtree(target, ignore_errors=True)  # of a run that was killed before it could say that it was done
        (staged / "plan").rename(target)
        return (target / DOCUMENT).read_bytes()
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _draw(made: Plan, lang: str, path: Path) -> None:
    plan_page.write(made, path, lang)


def remove(folder: str) -> None:
    """Take a plan's folder away."""
    shutil.rmtree(home() / folder, ignore_errors=True)


def sweep() -> None:
    """Take away what runs that were killed left half written."""
    for folder in home().glob(".*"):
        try:
            if time.time() - folder.stat().st_mtime > LEFT_AFTER:
                shutil.rmtree(folder, ignore_errors=True)
        except FileNotFoundError:
            continue


def clear(folder: str) -> None:
    """Take away what killed runs of a plan left beside its folder."""
    for staged in home().glob(f".{folder}.*"):
        shutil.rmtree(staged, ignore_errors=True)


def forget_persons(folder: Path) -> None:
    """Take away the tables that have a row for a person; the counts stay."""
    for table in OF_PERSONS:
        (folder / f"{table}.parquet").unlink(missing_ok=True)


def forget(folder: Path, talents: Iterable[str]) -> None:
    """Take the rows of some people out of the tables; the counts stay."""
    gone = pl.Series(list(talents), dtype=pl.String)
    for table in OF_PERSONS:
        file = folder / f"{table}.parquet"
        if file.exists():
            frame = pl.read_parquet(file)
            write_atomic(file, frame.filter(~pl.col("talent").is_in(gone.implode())).write_parquet)
