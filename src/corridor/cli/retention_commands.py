"""Options and help of `corridor retention`; the work is in `retention`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer
from typer.core import TyperGroup

from corridor.cli.options import DEFAULT_LANG, LANG, Format
from corridor.cli.partnerships_commands import FormatOption, LangOption
from corridor.cli.retention import say


def _(key: str) -> str:
    return say(key, LANG)


class FileFirst(TyperGroup):
    """A group in which a first word that names no command is the file of `rates`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "--help"):
            args = ["rates", *args]
        return super().parse_args(ctx, args)


retention = typer.Typer(help=_("retention"), no_args_is_help=True, cls=FileFirst)


@retention.command("rates", help=_("rates"))
def rates_command(
    file: Annotated[Path, typer.Argument(help=_("opt_file"), metavar="FILE")],
    by: Annotated[Optional[str], typer.Option("--by", help=_("opt_by"))] = None,  # noqa: UP045
    years: Annotated[str, typer.Option("--years", help=_("opt_years"))] = "1,2,5",
    lag: Annotated[int, typer.Option("--lag", help=_("opt_lag"), metavar="MONTHS")] = 0,
    quarantine: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--quarantine", help=_("opt_quarantine"), metavar="FILE"),
    ] = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Stay rates."""
    from corridor.cli.retention import rates

    code = rates(file, by=by, years=years, lag=lag, quarantine=quarantine, format=format.value, lang=lang.value)
    raise typer.Exit(code)


@retention.command("template", help=_("template"))
def template_command(lang: LangOption = DEFAULT_LANG) -> None:
    """The header of a file."""
    from corridor.cli.retention import write_template

    raise typer.Exit(write_template(lang=lang.value))


@retention.command("published", help=_("published"))
def published_command(
    country: Annotated[Optional[str], typer.Option("--country", help=_("opt_country"))] = None,  # noqa: UP045
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Published rates."""
    from corridor.cli.retention import published_rates

    raise typer.Exit(published_rates(country, format=format.value, lang=lang.value))
