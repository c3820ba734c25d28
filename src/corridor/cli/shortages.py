"""Options and help of `corridor shortages`; the work on lists is in `shortages_lists`."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from corridor.cli.options import DEFAULT_LANG, LANG, Format, Lang
from corridor.cli.shortages_lists import say


def _(key: str) -> str:
    return say(key, LANG)


Text = Optional[str]  # noqa: UP045
FormatOption = Annotated[Format, typer.Option("--format", help=_("opt_format"))]
LangOption = Annotated[Lang, typer.Option("--lang", help=_("opt_lang"))]
RegionOption = Annotated[Text, typer.Option("--region", help=_("opt_region"))]
On = Annotated[Text, typer.Option("--on", help=_("opt_on"), metavar="DATE")]
ListOption = Annotated[Text, typer.Option("--list", help=_("opt_list"), metavar="ID")]

shortages_app = typer.Typer(help=_("shortages"), no_args_is_help=True)


@shortages_app.command("list", help=_("list"))
def list_command(
    region: RegionOption = None,
    on: On = None,
    list: ListOption = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Lists and their editions."""
    from corridor.cli.shortages_lists import list_

    raise typer.Exit(list_(region=region, on=on, name=list, format=format.value, lang=lang.value))


@shortages_app.command("show", help=_("show"))
def show_command(
    occupation: Annotated[str, typer.Argument(help=_("opt_occupation"), metavar="OCCUPATION")],
    region: RegionOption = None,
    on: On = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """One occupation over time."""
    from corridor.cli.shortages_lists import show

    raise typer.Exit(show(occupation, region=region, on=on, format=format.value, lang=lang.value))


@shortages_app.command("compare", help=_("compare"))
def compare_command(
    list: ListOption = None,
    before: Annotated[Text, typer.Option("--from", help=_("opt_from"), metavar="EDITION")] = None,
    after: Annotated[Text, typer.Option("--to", help=_("opt_to"), metavar="EDITION")] = None,
    regions: Annotated[Text, typer.Option("--regions", help=_("opt_regions"), metavar="REGIONS")] = None,
    on: On = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Editions or regions side by side."""
    from corridor.cli.shortages_compare import compare

    code = compare(name=list, before=before, after=after, regions=regions, on=on, format=format.value, lang=lang.value)
    raise typer.Exit(code)
