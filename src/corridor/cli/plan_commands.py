"""Options and help of `corridor plan`, `corridor serve` and `corridor demo`; the work is in modules of their own."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from corridor.cli.options import DEFAULT_LANG, LANG, Format, Lang
from corridor.cli.plan import say


def _(key: str) -> str:
    return say(key, LANG)


class Method(StrEnum):
    """How the order of circles is read."""

    stable = "stable"
    max_fill = "max_fill"


LangOption = Annotated[Lang, typer.Option("--lang", help=_("opt_lang"))]
PortOption = Annotated[int, typer.Option("--port", help=_("opt_port"), min=0, max=65535)]
BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help=_("opt_browser"))]


def plan_command(
    region: Annotated[str, typer.Argument(help=_("opt_region"), metavar="REGION")],
    talents: Annotated[Path, typer.Option("--talents", help=_("opt_talents"), metavar="FILE")],
    vacancies: Annotated[Path, typer.Option("--vacancies", help=_("opt_vacancies"), metavar="FILE")],
    date: Annotated[Optional[str], typer.Option("--date", help=_("opt_date"), metavar="DATE")] = None,  # noqa: UP045
    reform: Annotated[Optional[list[Path]], typer.Option("--reform", help=_("opt_reform"), metavar="FILE")] = None,  # noqa: UP045
    method: Annotated[Method, typer.Option("--method", help=_("opt_method"))] = Method.stable,
    place_undecided: Annotated[bool, typer.Option("--place-undecided", help=_("opt_undecided"))] = False,
    seed: Annotated[int, typer.Option("--seed", help=_("opt_seed"))] = 0,
    mapping: Annotated[Optional[Path], typer.Option("--mapping", help=_("opt_mapping"), metavar="FILE")] = None,  # noqa: UP045
    indicators: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--indicators", help=_("opt_indicators"), metavar="FILE"),
    ] = None,
    measure: Annotated[Optional[list[str]], typer.Option("--measure", help=_("opt_measure"), metavar="METHOD")] = None,  # noqa: UP045
    period: Annotated[Optional[str], typer.Option("--period", help=_("opt_period"), metavar="PERIOD")] = None,  # noqa: UP045
    gap: Annotated[Optional[Path], typer.Option("--gap", help=_("opt_gap"), metavar="DIR")] = None,  # noqa: UP045
    out: Annotated[Optional[Path], typer.Option("--out", help=_("opt_out"), metavar="DIR")] = None,  # noqa: UP045
    format: Annotated[Format, typer.Option("--format", help=_("opt_format"))] = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """A region's plan."""
    from corridor.cli.plan import plan
    from corridor.cli.plan_evidence import EvidenceFiles

    code = plan(
        region,
        day=date,
        talents=talents,
        vacancies=vacancies,
        reforms=reform or (),
        method=method.value,
        place_undecided=place_undecided,
        seed=seed,
        mapping=mapping,
        evidence=EvidenceFiles(indicators, measure or (), period, gap),
        out=out,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)


def serve_command(
    folder: Annotated[Optional[Path], typer.Argument(help=_("opt_folder"), metavar="DIR")] = None,  # noqa: UP045
    port: PortOption = 8000,
    browser: BrowserOption = True,
    demo: Annotated[bool, typer.Option("--demo/--no-demo", help=_("opt_demo"))] = True,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """The web application, or a plan, in the browser."""
    from corridor.cli.serve import serve, serve_folder

    if folder is None:
        raise typer.Exit(serve(port=port, browser=browser, demo=demo, lang=lang.value))
    raise typer.Exit(serve_folder(folder, port=port, browser=browser, lang=lang.value))


def demo_command(
    port: PortOption = 8000,
    browser: BrowserOption = True,
    renew: Annotated[bool, typer.Option("--renew", help=_("opt_renew"))] = False,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """The demo."""
    from corridor.cli.demo import demo

    raise typer.Exit(demo(port=port, browser=browser, renew=renew, lang=lang.value))
