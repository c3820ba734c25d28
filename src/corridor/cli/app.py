"""The command line: options and help. Each command's work is in a module of its own, imported when it is called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from corridor.cli.options import DEFAULT_LANG, LANG, Format, Lang
from corridor.cli.speech import say


def _(key: str) -> str:
    return say(key, LANG)


Cases = Annotated[Path, typer.Argument(help=_("opt_file"), metavar="FILE")]
FormatOption = Annotated[Format, typer.Option("--format", help=_("opt_format"))]
LangOption = Annotated[Lang, typer.Option("--lang", help=_("opt_lang"))]
AsOf = Annotated[Optional[str], typer.Option("--as-of", help=_("opt_as_of"), metavar="DATE")]  # noqa: UP045
Out = Annotated[Optional[Path], typer.Option("--out", help=_("opt_out"), metavar="DIR")]  # noqa: UP045
ReformOption = Annotated[Optional[Path], typer.Option("--reform", help=_("opt_reform"), metavar="FILE")]  # noqa: UP045
Quarantine = Annotated[Optional[Path], typer.Option("--quarantine", help=_("opt_quarantine"), metavar="FILE")]  # noqa: UP045

app = typer.Typer(help=_("app"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
permits = typer.Typer(help=_("permits"), no_args_is_help=True)
law = typer.Typer(help=_("law"), no_args_is_help=True)
app.add_typer(permits, name="permits")
app.add_typer(law, name="law")
if sys.argv[1:2] not in (["permits"], ["law"]):  # what another command imports is its start-up time
    from corridor.cli.attractiveness_commands import attractiveness
    from corridor.cli.consultation_commands import consultation
    from corridor.cli.data_commands import data
    from corridor.cli.flows import say as flows_told
    from corridor.cli.flows_commands import flows_command
    from corridor.cli.match import say as match_told
    from corridor.cli.match_command import match_command
    from corridor.cli.occupations import occupations
    from corridor.cli.partnerships_commands import partnerships
    from corridor.cli.plan import say as told
    from corridor.cli.plan_commands import demo_command, plan_command, serve_command
    from corridor.cli.pool import pool
    from corridor.cli.projections_commands import projections
    from corridor.cli.report import say as reported
    from corridor.cli.report_command import report_command
    from corridor.cli.retention_commands import retention
    from corridor.cli.shortages import shortages_app
    from corridor.cli.shortages_measure import say as measured
    from corridor.cli.shortages_measure_commands import compare_methods_command, measure_command, methods_command

    app.add_typer(data, name="data")
    app.add_typer(attractiveness, name="attractiveness")
    app.add_typer(consultation, name="consultation")
    app.add_typer(occupations, name="occupations")
    app.add_typer(partnerships, name="partnerships")
    app.add_typer(pool, name="pool")
    app.add_typer(projections, name="projections")
    app.add_typer(retention, name="retention")
    app.add_typer(shortages_app, name="shortages")
    shortages_app.command("measure", help=measured("measure", LANG))(measure_command)
    shortages_app.command("methods", help=measured("methods", LANG))(methods_command)
    shortages_app.command("compare-methods", help=measured("compare-methods", LANG))(compare_methods_command)
    app.command("flows", help=flows_told("flows", LANG))(flows_command)
    app.command("match", help=match_told("match", LANG))(match_command)
    app.command("plan", help=told("plan", LANG))(plan_command)
    app.command("report", help=reported("report", LANG))(report_command)
    app.command("serve", help=told("serve", LANG))(serve_command)
    app.command("demo", help=told("demo", LANG))(demo_command)


@permits.command("check", help=_("check"))
def check(
    file: Cases,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
    explain: Annotated[bool, typer.Option("--explain", help=_("opt_explain"))] = False,
    as_of: AsOf = None,
    reform: ReformOption = None,
    quarantine: Quarantine = None,
) -> None:
    """Answer cases."""
    from corridor.cli.permits import check as run

    code = run(
        file, format=format.value, lang=lang.value, explain=explain, as_of=as_of, reform=reform, quarantine=quarantine
    )
    raise typer.Exit(code)


@permits.command("ask", help=_("ask"))
def ask(
    region: Annotated[Optional[str], typer.Option("--region", help=_("opt_region"))] = None,  # noqa: UP045
    date: Annotated[Optional[str], typer.Option("--date", help=_("opt_date"))] = None,  # noqa: UP045
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Interview."""
    from corridor.cli.interview import ask as run

    raise typer.Exit(run(region=region, day=date, lang=lang.value))


@permits.command("procedure", help=_("procedure"))
def procedure(file: Cases, format: FormatOption = Format.table, lang: LangOption = DEFAULT_LANG) -> None:
    """Dates of a file."""
    from corridor.cli.procedure import procedure_command

    raise typer.Exit(procedure_command(file, format=format.value, lang=lang.value))


@permits.command("routes", help=_("routes"))
def routes(
    region: Annotated[Optional[str], typer.Argument(help=_("opt_region"), metavar="[REGION]")] = None,  # noqa: UP045
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Catalogue of routes."""
    from corridor.cli.permits import routes as run

    raise typer.Exit(run(region, format=format.value, lang=lang.value))


@permits.command("reform", help=_("reform"))
def reform(
    reform: Annotated[Path, typer.Argument(help=_("opt_reform"), metavar="REFORM")],
    cases: Annotated[Path, typer.Option("--cases", help=_("opt_cases"), metavar="FILE")],
    out: Out = None,
    quarantine: Quarantine = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Law against reform."""
    from corridor.cli.reform import reform as run

    raise typer.Exit(run(reform, cases, format=format.value, lang=lang.value, out=out, quarantine=quarantine))


@law.command("status", help=_("status"))
def status(
    date: Annotated[Optional[str], typer.Option("--date", help=_("opt_date"))] = None,  # noqa: UP045
    everything: Annotated[bool, typer.Option("--all")] = False,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Freshness of the values."""
    from corridor.cli.law import status as run

    raise typer.Exit(run(format=format.value, lang=lang.value, day=date, everything=everything))
