"""Options and help of `corridor report`; the work is in `report`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from corridor.cli.options import DEFAULT_LANG, LANG, Lang
from corridor.cli.report import Sources, say


def _(key: str) -> str:
    return say(key, LANG)


class ReportFormat(StrEnum):
    """Form of a report."""

    docx = "docx"
    pdf = "pdf"
    html = "html"


Text = Optional[str]  # noqa: UP045
File = Optional[Path]  # noqa: UP045


def report_command(
    kind: Annotated[str, typer.Argument(help=_("opt_kind"), metavar="KIND")],
    out: Annotated[Path, typer.Option("--out", help=_("opt_out"), metavar="FILE")],
    region: Annotated[Text, typer.Option("--region", help=_("opt_region"), metavar="REGION")] = None,
    format: Annotated[Optional[ReportFormat], typer.Option("--format", help=_("opt_format"))] = None,  # noqa: UP045
    plan: Annotated[File, typer.Option("--plan", help=_("opt_plan"), metavar="DIR")] = None,
    dossier: Annotated[File, typer.Option("--dossier", help=_("opt_dossier"), metavar="FILE")] = None,
    before: Annotated[File, typer.Option("--before", help=_("opt_before"), metavar="PATH")] = None,
    scheme: Annotated[Text, typer.Option("--scheme", help=_("opt_scheme"), metavar="ID")] = None,
    design: Annotated[Text, typer.Option("--design", help=_("opt_design"), metavar="DESIGN")] = None,
    template: Annotated[File, typer.Option("--template", help=_("opt_template"), metavar="FILE")] = None,
    lang: Annotated[Lang, typer.Option("--lang", help=_("opt_lang"))] = DEFAULT_LANG,
) -> None:
    """A report."""
    from corridor.cli.report import report

    code = report(
        kind,
        sources=Sources(plan, dossier, before, scheme, design),
        out=out,
        region=region,
        format=None if format is None else format.value,
        template=template,
        lang=lang.value,
    )
    raise typer.Exit(code)
