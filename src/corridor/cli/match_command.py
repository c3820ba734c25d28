"""Options and help of `corridor match`; the work is in `corridor.cli.match`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from corridor.cli.match import say
from corridor.cli.options import DEFAULT_LANG, LANG, Format
from corridor.cli.plan import say as planned
from corridor.cli.plan_commands import LangOption


def _(key: str) -> str:
    return say(key, LANG)


def _plan(key: str) -> str:
    return planned(key, LANG)


class Engine(StrEnum):
    """Where pairs are searched."""

    local = "local"
    spark = "spark"


def match_command(
    region: Annotated[str, typer.Argument(help=_plan("opt_region"), metavar="REGION")],
    talents: Annotated[Path, typer.Option("--talents", help=_plan("opt_talents"), metavar="FILE")],
    vacancies: Annotated[Path, typer.Option("--vacancies", help=_plan("opt_vacancies"), metavar="FILE")],
    out: Annotated[Optional[Path], typer.Option("--out", help=_("opt_out"), metavar="DIR")] = None,  # noqa: UP045
    engine: Annotated[Engine, typer.Option("--engine", help=_("opt_engine"))] = Engine.local,
    master: Annotated[str, typer.Option("--master", help=_("opt_master"), metavar="URL")] = "local[*]",
    date: Annotated[Optional[str], typer.Option("--date", help=_plan("opt_date"), metavar="DATE")] = None,  # noqa: UP045
    k: Annotated[Optional[int], typer.Option("--k", help=_("opt_k"))] = None,  # noqa: UP045
    place_undecided: Annotated[bool, typer.Option("--place-undecided", help=_("opt_undecided"))] = False,
    batch: Annotated[Optional[int], typer.Option("--batch", help=_("opt_batch"))] = None,  # noqa: UP045
    mapping: Annotated[Optional[Path], typer.Option("--mapping", help=_plan("opt_mapping"), metavar="FILE")] = None,  # noqa: UP045
    plan_memory: Annotated[bool, typer.Option("--plan-memory", help=_("opt_plan_memory"))] = False,
    format: Annotated[Format, typer.Option("--format", help=_plan("opt_format"))] = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """The pairs of a region."""
    from corridor.cli.match import match

    code = match(
        region,
        day=date,
        talents=talents,
        vacancies=vacancies,
        out=out,
        engine=engine.value,
        master=master,
        k=k,
        place_undecided=place_undecided,
        batch=batch,
        mapping=mapping,
        plan_memory=plan_memory,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)
