"""`corridor data`: options and help; the work is in `data`, which imports when a command is called."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from corridor.cli.data import say
from corridor.cli.options import DEFAULT_LANG, LANG, Format, Lang


def _(key: str) -> str:
    return say(key, LANG)


class Form(StrEnum):
    """Form in which an office gives tables."""

    sdmx_csv = "sdmx_csv"
    json_stat = "json_stat"


Text = Optional[str]  # noqa: UP045
FormatOption = Annotated[Format, typer.Option("--format", help=_("opt_format"))]
LangOption = Annotated[Lang, typer.Option("--lang", help=_("opt_lang"))]

data = typer.Typer(help=_("data"), no_args_is_help=True)


@data.command("refresh", help=_("refresh"))
def refresh_command(
    tables: Annotated[Optional[list[str]], typer.Argument(help=_("opt_tables"), metavar="[TABLE]...")] = None,  # noqa: UP045
    source: Annotated[Text, typer.Option("--source", help=_("opt_source"), metavar="OFFICE")] = None,
    force: Annotated[bool, typer.Option("--force", help=_("opt_force"))] = False,
    form: Annotated[Optional[Form], typer.Option("--form", help=_("opt_form"))] = None,  # noqa: UP045
    base: Annotated[Text, typer.Option("--base-url", help=_("opt_base"), metavar="URL")] = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Fetch tables."""
    from corridor.cli.data import refresh

    chosen = None if form is None else form.value
    code = refresh(
        tables or [], source=source, force=force, form=chosen, base=base, format=format.value, lang=lang.value
    )
    raise typer.Exit(code)


@data.command("status", help=_("status"))
def status_command(
    stored: Annotated[bool, typer.Option("--stored", help=_("opt_stored"))] = False,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """How the tables stand."""
    from corridor.cli.data import status

    raise typer.Exit(status(stored=stored, format=format.value, lang=lang.value))


@data.command("import", help=_("import"))
def import_command(
    table: Annotated[str, typer.Argument(help=_("opt_table"), metavar="TABLE")],
    file: Annotated[Path, typer.Argument(help=_("opt_file"), metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help=_("opt_force_import"))] = False,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Read a file into the store."""
    from corridor.cli.data import import_

    raise typer.Exit(import_(table, file, force=force, format=format.value, lang=lang.value))
