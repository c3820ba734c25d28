"""Options and help of `corridor shortages measure`, `methods`, `compare-methods`; the work is in the modules beside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from corridor.cli.options import DEFAULT_LANG, LANG, Format
from corridor.cli.shortages import FormatOption, LangOption
from corridor.cli.shortages_measure import say

Text = Optional[str]  # noqa: UP045


def _(key: str) -> str:
    return say(key, LANG)


Table = Annotated[Path, typer.Argument(help=_("opt_table"), metavar="TABLE")]
RegionOption = Annotated[Text, typer.Option("--region", help=_("opt_region"))]
PeriodOption = Annotated[Text, typer.Option("--period", help=_("opt_period"))]
Quarantine = Annotated[Optional[Path], typer.Option("--quarantine", help=_("opt_quarantine"), metavar="FILE")]  # noqa: UP045
Many = Optional[list[str]]  # noqa: UP045


def measure_command(
    table: Table,
    method: Annotated[str, typer.Option("--method", help=_("opt_method"), metavar="ID")],
    region: RegionOption = None,
    period: PeriodOption = None,
    set: Annotated[Many, typer.Option("--set", help=_("opt_set"), metavar="NAME=VALUE")] = None,
    occupation: Annotated[Text, typer.Option("--occupation", help=_("opt_occupation"), metavar="CODE")] = None,
    tipping: Annotated[bool, typer.Option("--tipping", help=_("opt_tipping"))] = False,
    quarantine: Quarantine = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """One method."""
    from corridor.cli.shortages_measure import measured

    code = measured(
        table,
        method=method,
        region=region,
        period=period,
        given=set or [],
        occupation=occupation,
        with_tipping=tipping,
        quarantine=quarantine,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)


def methods_command(
    method: Annotated[Text, typer.Option("--method", help=_("opt_one_method"), metavar="ID")] = None,
    indicators: Annotated[bool, typer.Option("--indicators", help=_("opt_indicators"))] = False,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """The methods."""
    from corridor.cli.shortages_methods import methods, print_indicators

    if indicators:
        raise typer.Exit(print_indicators(format=format.value, lang=lang.value))
    raise typer.Exit(methods(method, format=format.value, lang=lang.value))


def compare_methods_command(
    table: Table,
    methods: Annotated[Text, typer.Option("--methods", help=_("opt_methods"), metavar="IDS")] = None,
    region: RegionOption = None,
    period: PeriodOption = None,
    set: Annotated[Many, typer.Option("--set", help=_("opt_set_of"), metavar="METHOD.NAME=VALUE")] = None,
    quarantine: Quarantine = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Methods side by side."""
    from corridor.cli.shortages_measure import compared

    code = compared(
        table,
        methods=methods,
        region=region,
        period=period,
        given=set or [],
        quarantine=quarantine,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)
