"""Options and help of `corridor consultation`; the work is in `consultation`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from corridor.cli.consultation import say
from corridor.cli.options import DEFAULT_LANG, LANG, Format, Lang


def _(key: str) -> str:
    return say(key, LANG)


File = Annotated[str, typer.Argument(help=_("opt_file"), metavar="FILE")]
FormatOption = Annotated[Format, typer.Option("--format", help=_("opt_format"))]
LangOption = Annotated[Lang, typer.Option("--lang", help=_("opt_lang"))]

consultation = typer.Typer(help=_("consultation"), no_args_is_help=True)


@consultation.command("check", help=_("check"))
def check_command(
    file: File,
    everything: Annotated[bool, typer.Option("--all", help=_("opt_all"))] = False,
    offline: Annotated[bool, typer.Option("--structure-only", help=_("opt_structure_only"))] = False,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Checks of a dossier."""
    from corridor.cli.consultation import check

    raise typer.Exit(check(file, everything=everything, sources=not offline, format=format.value, lang=lang.value))


@consultation.command("trace", help=_("trace"))
def trace_command(
    file: File,
    key: Annotated[str, typer.Argument(help=_("opt_key"), metavar="KEY")],
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """One item, both ways."""
    from corridor.cli.consultation import trace

    raise typer.Exit(trace(file, key, format=format.value, lang=lang.value))


@consultation.command("show", help=_("show"))
def show_command(
    file: File,
    region: Annotated[Optional[str], typer.Option("--region", help=_("opt_region"))] = None,  # noqa: UP045
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """A dossier."""
    from corridor.cli.consultation import show

    raise typer.Exit(show(file, region=region, format=format.value, lang=lang.value))


@consultation.command("note", help=_("note"))
def note_command(
    file: File,
    out: Annotated[Path, typer.Option("--out", help=_("opt_out"), metavar="FILE")],
    key: Annotated[Optional[list[str]], typer.Option("--key", help=_("opt_note_key"), metavar="KEY")] = None,  # noqa: UP045
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Values as they stand now."""
    from corridor.cli.consultation import note

    raise typer.Exit(note(file, out=out, keys=key or (), lang=lang.value))


@consultation.command("template", help=_("template"))
def template_command(lang: LangOption = DEFAULT_LANG) -> None:
    """A starting file."""
    from corridor.cli.consultation import template

    raise typer.Exit(template(lang.value))
