"""Options and help of `corridor projections`; the work is in the modules named after it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from corridor.cli.options import DEFAULT_LANG, LANG, Format
from corridor.cli.partnerships_commands import FormatOption, LangOption
from corridor.cli.projections import say

Text = Optional[str]  # noqa: UP045
Folder = Optional[Path]  # noqa: UP045


def _(key: str) -> str:
    return say(key, LANG)


Inputs = Annotated[Folder, typer.Option("--inputs", help=_("opt_inputs"), metavar="DIR")]
Eurostat = Annotated[Folder, typer.Option("--eurostat", help=_("opt_eurostat"), metavar="DIR")]
Quarantine = Annotated[Folder, typer.Option("--quarantine", help=_("opt_quarantine"), metavar="FILE")]

projections = typer.Typer(help=_("projections"), no_args_is_help=True)


@projections.command("population", help=_("population"))
def population_command(
    inputs: Inputs = None,
    synthetic: Annotated[bool, typer.Option("--synthetic", help=_("opt_synthetic"))] = False,
    eurostat: Eurostat = None,
    until: Annotated[int, typer.Option("--until", help=_("opt_until"), metavar="YEAR")] = 2035,
    scenario: Annotated[str, typer.Option("--scenario", help=_("opt_scenario"), metavar="NAME|FILE")] = "baseline",
    draws: Annotated[int, typer.Option("--draws", help=_("opt_draws"))] = 1_000,
    seed: Annotated[int, typer.Option("--seed", help=_("opt_seed"))] = 0,
    quarantine: Quarantine = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Population and labour force."""
    from corridor.cli.projections import population

    code = population(
        inputs=inputs,
        synthetic=synthetic,
        eurostat=eurostat,
        until=until,
        scenario=scenario,
        draws=draws,
        seed=seed,
        quarantine=quarantine,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)


@projections.command("gap", help=_("gap"))
def gap_command(
    isco: Annotated[Text, typer.Option("--isco", help=_("opt_isco"), metavar="CODE")] = None,
    region: Annotated[Text, typer.Option("--region", help=_("opt_region"))] = None,
    year: Annotated[Optional[list[int]], typer.Option("--year", help=_("opt_year"))] = None,  # noqa: UP045
    inputs: Inputs = None,
    quarantine: Quarantine = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Gaps."""
    from corridor.cli.projections_gap import gap

    code = gap(
        isco=isco,
        region=region,
        years=tuple(year or ()),
        inputs=inputs,
        quarantine=quarantine,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)


@projections.command("template", help=_("template"))
def template_command(
    table: Annotated[Text, typer.Argument(help=_("opt_table"), metavar="[TABLE]")] = None,
    out: Annotated[Folder, typer.Option("--out", help=_("opt_out"), metavar="DIR")] = None,
    synthetic: Annotated[bool, typer.Option("--synthetic", help=_("opt_template_synthetic"))] = False,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Templates of the tables."""
    from corridor.cli.projections_tables import template

    raise typer.Exit(template(table, out=out, synthetic=synthetic, format=format.value, lang=lang.value))


@projections.command("checks", help=_("checks"))
def checks_command(
    eurostat: Eurostat = None, format: FormatOption = Format.table, lang: LangOption = DEFAULT_LANG
) -> None:
    """Published figures and what is computed for them."""
    from corridor.cli.projections_tables import checks

    raise typer.Exit(checks(eurostat=eurostat, format=format.value, lang=lang.value))
