"""A file to start a log from: the columns in the reader's language, what each means, and what may stand in it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from corridor.partnerships.design import Design
from corridor.partnerships.event_lists import LogColumn, lists
from corridor.partnerships.example_log import example_log
from corridor.pool.workbook import write_workbook

PEOPLE = 200
"""So many people an example has at most."""
SEED = 1
EXAMPLE = {"participant": "P-001", "date": "2025-09-01", "scheme": "SMP001"}


def columns() -> list[LogColumn]:
    """The columns of a template: all but the mark of made-up rows."""
    return [column for column in lists().columns.values() if column.name != "synthetic"]


def blank(lang: str) -> pl.DataFrame:
    """Labels as headers, and one row to be taken out."""
    cells = EXAMPLE | {"event": lists().events["selected"].label[lang], "outcome": lists().outcomes["yes"][lang]}
    return pl.DataFrame({c.label[lang]: [cells.get(c.name)] for c in columns()})


def allowed(column: LogColumn, lang: str) -> dict[str, str]:
    """What may stand in a column that is a closed list, with its label; empty for others."""
    if column.type == "event":
        return {id_: event.label[lang] for id_, event in lists().events.items()}
    if column.type == "outcome":
        return {id_: label[lang] for id_, label in lists().outcomes.items()}
    if column.type == "reason":
        return {id_: label[lang] for id_, label in lists().reasons.items()}
    return {id_: label[lang] for id_, label in column.values.items()}


def workbook(lang: str) -> bytes:
    """The template as a workbook of texts."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.xlsx"
        write_workbook(blank(lang), path)
        content = path.read_bytes()
    return content


def example(design: Design) -> pl.DataFrame:
    """A made-up log of a design; every row says that it is made up."""
    return example_log(design, SEED, min(design.intake(), PEOPLE))
