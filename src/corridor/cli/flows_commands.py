"""Options and help of `corridor flows`; the work is in `flows`."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from corridor.cli.flows import MANY, say
from corridor.cli.options import DEFAULT_LANG, LANG, Format
from corridor.cli.partnerships_commands import FormatOption, LangOption

Text = Optional[str]  # noqa: UP045


def _(key: str) -> str:
    return say(key, LANG)


def flows_command(
    table: Annotated[Text, typer.Argument(help=_("opt_table"), metavar="[TABLE]")] = None,
    area: Annotated[str, typer.Option("--area", help=_("opt_area"))] = "BE",
    years: Annotated[Text, typer.Option("--years", help=_("opt_years"))] = None,
    group: Annotated[Text, typer.Option("--group", help=_("opt_group"))] = None,
    part: Annotated[Text, typer.Option("--part", help=_("opt_part"))] = None,
    gap: Annotated[Text, typer.Option("--gap", help=_("opt_gap"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=say("opt_all", LANG, n=MANY))] = False,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Flows and stocks."""
    from corridor.cli.flows import list_tables, show

    if table is None:
        raise typer.Exit(list_tables(format=format.value, lang=lang.value))
    code = show(
        table,
        area=area,
        years=years,
        group=group,
        part=part,
        gap=gap,
        everything=everything,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)
