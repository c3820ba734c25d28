"""Options and help of `corridor partnerships`; the work is in `partnerships` and the modules named after it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from corridor.cli.options import DEFAULT_LANG, LANG, Format, Lang
from corridor.cli.partnerships import say


def _(key: str) -> str:
    return say(key, LANG)


class RegisterFormat(StrEnum):
    """Form of schemes."""

    table = "table"
    json = "json"
    csv = "csv"
    jsonld = "jsonld"


Text = Optional[str]  # noqa: UP045
FormatOption = Annotated[Format, typer.Option("--format", help=_("opt_format"))]
RegisterFormatOption = Annotated[RegisterFormat, typer.Option("--format", help=_("opt_register_format"))]
LangOption = Annotated[Lang, typer.Option("--lang", help=_("opt_lang"))]
SeedOption = Annotated[int, typer.Option("--seed", help=_("opt_seed"))]
DrawsOption = Annotated[int, typer.Option("--draws", help=_("opt_draws"))]
Design = Annotated[str, typer.Argument(help=_("opt_design"), metavar="DESIGN")]

partnerships = typer.Typer(help=_("partnerships"), no_args_is_help=True)


@partnerships.command("list", help=_("list"))
def list_command(
    origin: Annotated[Text, typer.Option("--origin", help=_("opt_origin"))] = None,
    destination: Annotated[Text, typer.Option("--destination", help=_("opt_destination"))] = None,
    sector: Annotated[Text, typer.Option("--sector", help=_("opt_sector"))] = None,
    isco: Annotated[Text, typer.Option("--isco", help=_("opt_isco"))] = None,
    years: Annotated[Text, typer.Option("--years", help=_("opt_years"))] = None,
    model: Annotated[Text, typer.Option("--model", help=_("opt_model"))] = None,
    status: Annotated[Text, typer.Option("--status", help=_("opt_status"))] = None,
    text: Annotated[Text, typer.Option("--text", help=_("opt_text"))] = None,
    undecided: Annotated[bool, typer.Option("--undecided", help=_("opt_undecided"))] = False,
    format: RegisterFormatOption = RegisterFormat.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Schemes."""
    from corridor.cli.partnerships import list_

    filters = {
        "origin": origin,
        "destination": destination,
        "sector": sector,
        "isco": isco,
        "model": model,
        "status": status,
        "text": text,
    }
    code = list_(filters, years=years, undecided=undecided, format=format.value, lang=lang.value)
    raise typer.Exit(code)


@partnerships.command("show", help=_("show"))
def show_command(
    scheme: Annotated[str, typer.Argument(help=_("opt_scheme"), metavar="ID")],
    format: RegisterFormatOption = RegisterFormat.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """One scheme."""
    from corridor.cli.partnerships import show

    raise typer.Exit(show(scheme, format=format.value, lang=lang.value))


@partnerships.command("compare", help=_("compare"))
def compare_command(
    schemes: Annotated[list[str], typer.Argument(help=_("opt_schemes"), metavar="ID...")],
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Schemes side by side."""
    from corridor.cli.partnerships import compare

    raise typer.Exit(compare(schemes, format=format.value, lang=lang.value))


@partnerships.command("design", help=_("design"))
def design_command(
    design: Annotated[Text, typer.Argument(help=_("opt_design_id"), metavar="ID")] = None,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """A starting file."""
    from corridor.cli.partnerships import write_out

    raise typer.Exit(write_out(design, lang=lang.value))


@partnerships.command("check", help=_("check"))
def check_command(
    design: Design,
    at: Annotated[Text, typer.Option("--at", help=_("opt_at"), metavar="DATE")] = None,
    everything: Annotated[bool, typer.Option("--all", help=_("opt_all"))] = False,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Checks of a design."""
    from corridor.cli.partnerships_check import check

    raise typer.Exit(check(design, at=at, everything=everything, format=format.value, lang=lang.value))


@partnerships.command("simulate", help=_("simulate"))
def simulate_command(
    design: Design,
    draws: DrawsOption = 10_000,
    seed: SeedOption = 0,
    at_least: Annotated[Optional[int], typer.Option("--at-least", help=_("opt_at_least"), metavar="N")] = None,  # noqa: UP045
    by: Annotated[Text, typer.Option("--by", help=_("opt_by"), metavar="DATE")] = None,
    win: Annotated[bool, typer.Option("--win", help=_("opt_win"))] = False,
    out: Annotated[Optional[Path], typer.Option("--out", help=_("opt_out"), metavar="DIR")] = None,  # noqa: UP045
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """A design simulated."""
    from corridor.cli.partnerships_simulate import simulate

    code = simulate(
        design,
        draws=draws,
        seed=seed,
        at_least=at_least,
        by=by,
        with_win=win,
        out=out,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)


@partnerships.command("size", help=_("size"))
def size_command(
    design: Annotated[Text, typer.Argument(help=_("opt_design"), metavar="DESIGN")] = None,
    gap: Annotated[Optional[Path], typer.Option("--gap", help=_("opt_gap"), metavar="FILE")] = None,  # noqa: UP045
    posts: Annotated[Optional[int], typer.Option("--posts", help=_("opt_posts"), metavar="N")] = None,  # noqa: UP045
    by: Annotated[Text, typer.Option("--by", help=_("opt_size_by"), metavar="DATE")] = None,
    probability: Annotated[float, typer.Option("--probability", help=_("opt_probability"))] = 0.8,
    draws: DrawsOption = 1_000,
    seed: SeedOption = 0,
    region: Annotated[str, typer.Option("--region", help=_("opt_region"))] = "flanders",
    date: Annotated[Text, typer.Option("--date", help=_("opt_date"), metavar="DATE")] = None,
    top: Annotated[int, typer.Option("--top", help=_("opt_top"), metavar="N")] = 10,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """How many people."""
    from corridor.cli.partnerships_size import size

    code = size(
        design,
        gap=gap,
        posts=posts,
        by=by,
        probability=probability,
        draws=draws,
        seed=seed,
        region=region,
        day=date,
        top=top,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)
