"""Options and help of `corridor attractiveness`; the work is in `attractiveness`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from corridor.cli.attractiveness import say
from corridor.cli.options import DEFAULT_LANG, LANG, Format, Lang


def _(key: str) -> str:
    return say(key, LANG)


WORKERS = "highly_educated_workers"
LATEST = 2023
Text = Optional[str]  # noqa: UP045
Number = Optional[int]  # noqa: UP045
FormatOption = Annotated[Format, typer.Option("--format", help=_("opt_format"))]
LangOption = Annotated[Lang, typer.Option("--lang", help=_("opt_lang"))]
GroupOption = Annotated[str, typer.Option("--group", help=_("opt_group"))]
EditionOption = Annotated[int, typer.Option("--edition", help=_("opt_edition"))]
WeightOption = Annotated[Optional[list[str]], typer.Option("--weight", help=_("opt_weight"))]  # noqa: UP045
DrawsOption = Annotated[int, typer.Option("--draws", help=_("opt_draws"), min=1, max=1_000_000)]
Table = Annotated[Path, typer.Argument(help=_("opt_table"), metavar="TABLE")]

attractiveness = typer.Typer(help=_("attractiveness"), no_args_is_help=True)


@attractiveness.command("published", help=_("published"))
def published_command(
    group: Annotated[Text, typer.Option("--group", help=_("opt_group"))] = None,
    edition: Annotated[Number, typer.Option("--edition", help=_("opt_edition"))] = None,
    country: Annotated[Text, typer.Option("--country", help=_("opt_country"))] = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Published values."""
    from corridor.cli.attractiveness import published

    raise typer.Exit(published(group, edition, country, format=format.value, lang=lang.value))


@attractiveness.command("framework", help=_("framework"))
def framework_command(
    group: Annotated[Text, typer.Option("--group", help=_("opt_group"))] = None,
    edition: Annotated[Number, typer.Option("--edition", help=_("opt_edition"))] = None,
    regions: Annotated[bool, typer.Option("--regions", help=_("opt_regions"))] = False,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Dimensions and indicators."""
    from corridor.cli.attractiveness import framework, regional_framework

    if regions:
        raise typer.Exit(regional_framework(format=format.value, lang=lang.value))
    raise typer.Exit(framework(group, edition, format=format.value, lang=lang.value))


@attractiveness.command("template", help=_("template"))
def template_command(
    group: GroupOption = WORKERS,
    edition: EditionOption = LATEST,
    regions: Annotated[bool, typer.Option("--regions", help=_("opt_regions"))] = False,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """An empty table."""
    from corridor.cli.attractiveness import template

    raise typer.Exit(template(group, edition, regions, lang=lang.value))


@attractiveness.command("rank", help=_("rank"))
def rank_command(
    table: Table,
    group: GroupOption = WORKERS,
    edition: EditionOption = LATEST,
    weight: WeightOption = None,
    factor: Annotated[Optional[list[str]], typer.Option("--factor", help=_("opt_factor"))] = None,  # noqa: UP045
    draws: DrawsOption = 1000,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Ranks of countries."""
    from corridor.cli.attractiveness import rank

    code = rank(
        table,
        group=group,
        edition=edition,
        weights=weight or [],
        factors=factor or [],
        draws=draws,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)


@attractiveness.command("compass", help=_("compass"))
def compass_command(
    table: Table,
    weight: WeightOption = None,
    draws: DrawsOption = 1000,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Regions compared."""
    from corridor.cli.attractiveness import compass

    raise typer.Exit(compass(table, weights=weight or [], draws=draws, format=format.value, lang=lang.value))


@attractiveness.command("index", help=_("index"))
def index_command(
    metadata: Annotated[Path, typer.Argument(help=_("opt_metadata"), metavar="METADATA")],
    data: Annotated[Path, typer.Argument(help=_("opt_data"), metavar="DATA")],
    aggregation: Annotated[str, typer.Option("--aggregation", help=_("opt_aggregation"))] = "arithmetic",
    normalisation: Annotated[str, typer.Option("--normalisation", help=_("opt_normalisation"))] = "minmax",
    draws: DrawsOption = 1000,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """A composite indicator."""
    from corridor.cli.attractiveness import index

    code = index(
        metadata,
        data,
        aggregation=aggregation,
        normalisation=normalisation,
        draws=draws,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)
