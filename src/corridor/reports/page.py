"""HTML from templates: one file with its style inside that asks nothing of the network, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from corridor.reports.document import Foreign, pieces

ROOM = Path(__file__).parent


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill(template: str, **values: object) -> str:
    """A template of `templates/` with its values; everything but our own style is escaped."""
    style = Markup((ROOM / "style.css").read_text(encoding="utf-8"))
    return _environment().get_template(template).render(style=style, **spoken(values.get("opening")), **values)


def spoken(opening: Any) -> dict[str, Foreign]:
    """What the first page says, by language: only a dossier has titles in another language than the report."""
    foreign: Foreign = getattr(opening, "foreign", ())
    return {name: pieces(getattr(opening, name, ""), foreign) for name in ("title", "read")}


def write_whole(text: str, path: Path) -> None:
    """Write a file in one step: a reader sees the old text or the new one. Missing folders are made.

    Raises:
        OSError: the folder cannot be written to; what stood at `path` still stands.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
