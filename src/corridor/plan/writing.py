"""A plan in a folder: `plan.json`, its tables as Parquet, and whatever pages are drawn from it; whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from corridor.plan.result import Plan

DOCUMENT = "plan.json"


def write(plan: Plan, folder: Path, pages: Mapping[str, Callable[[Path], None]] | None = None) -> list[Path]:
    """Write a plan to a folder.

    All is written beside the folder first and moved in at the end, `plan.json` last: a run that is stopped leaves what
    was there before.

    Args:
        plan: the plan.
        folder: made where it does not exist; other files in it stay.
        pages: file names, and what writes each to a path.

    Returns:
        The files, in the order in which they were moved in.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        names = []
        for name, table in plan.tables.items():
            table.write_parquet(staged / f"{name}.parquet")
            names.append(f"{name}.parquet")
        for name, draw in (pages or {}).items():
            draw(staged / name)
            names.append(name)
        text = json.dumps(plan.document(), ensure_ascii=False, indent=1)
        (staged / DOCUMENT).write_text(text, encoding="utf-8")
        folder.mkdir(exist_ok=True)
        for name in (*names, DOCUMENT):
            (staged / name).replace(folder / name)
        return [folder / name for name in (*names, DOCUMENT)]
    finally:
        shutil.rmtree(staged, ignore_errors=True)
