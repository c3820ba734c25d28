"""The kinds of reports, and `render`: any of them in a language and a form, as bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from corridor.reports.errors import ReportError
from corridor.reports.report import Report

Kind = Literal[
    "plan", "partnership", "region", "practices", "initiatives", "recommendations", "programme", "differences"
]
KINDS: tuple[Kind, ...] = (
    "plan",
    "partnership",
    "region",
    "practices",
    "initiatives",
    "recommendations",
    "programme",
    "differences",
)
OF_DOSSIER = ("region", "practices", "initiatives", "recommendations", "programme")
FORMATS = ("docx", "pdf", "html")
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
"""What a browser is told of each form."""
LANGUAGES = ("en", "fr", "nl")
REGIONS = ("flanders", "wallonia", "brussels", "german_community", "belgium")


def render(
    kind: str, subject: Any, lang: str, format: str, *, region: str | None = None, template: Path | None = None
) -> bytes:
    """A report in a language and a form. The same data give the same bytes.

    Args:
        kind: one of KINDS.
        subject: a `Plan`; for partnership a `Scheme`, a `Design`, (`Design`, `Result`) or a `SchemeReport`; for
            differences (before, after), two dossiers or two plans; else a `Dossier`.
        lang: en, fr, nl.
        format: docx, pdf, html.
        region: which the report is about; the kind `region` needs it, plan and partnership have their own.
        template: an edited template of that form.

    Raises:
        ReportError: no such kind, form, language or region; a subject of another kind; a package that is missing; a
            template with a fault.
    """
    _among("kind", kind, KINDS)
    _among("format", format, FORMATS)
    made = written(kind, subject, lang, region=region)
    if format == "docx":
        from corridor.reports.forms import docx

        return docx.made(made, template)
    if format == "pdf":
        from corridor.reports.forms import pdf

        return pdf.made(made, template)
    from corridor.reports.forms import html

    return html.made(made, template)


def written(kind: str, subject: Any, lang: str, *, region: str | None = None) -> Report:
    """A report before it has a form.

    Raises:
        ReportError: as `render`.
    """
    _among("kind", kind, KINDS)
    _among("language", lang, LANGUAGES)
    if region is not None:
        _among("region", region, REGIONS)
    if kind in OF_DOSSIER:
        return _of_dossier(kind, subject, lang, region)
    if kind == "differences":
        return _differences(subject, lang, region)
    if region is not None:
        raise ReportError("region", "region_without", kind=kind)
    return _plan(subject, lang) if kind == "plan" else _partnership(subject, lang)


def template(format: str) -> bytes:
    """The template of a form that ships, to be edited.

    Raises:
        ReportError: there is no such form.
    """
    _among("format", format, FORMATS)
    names = {"docx": "report.docx", "pdf": "report.typ", "html": "page.html.jinja"}
    return (Path(__file__).parent.parent / "templates" / names[format]).read_bytes()


def _among(key: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise ReportError(key, key, given=given, known=", ".join(known))


def _of_dossier(kind: str, subject: Any, lang: str, region: str | None) -> Report:
    from corridor.consultation.dossier import Dossier

    if not isinstance(subject, Dossier):
        raise ReportError("subject", "subject", kind=kind, needed="Dossier")
    if kind == "region":
        from corridor.reports.kinds import region as of_region

        if region is None:
            raise ReportError("region", "region_missing", known=", ".join(REGIONS))
        return of_region.report(subject, region, lang)
    from importlib import import_module

    made: Report = import_module(f"corridor.reports.kinds.{kind}").report(subject, region, lang)
    return made


def _differences(subject: Any, lang: str, region: str | None) -> Report:
    from corridor.consultation.dossier import Dossier
    from corridor.plan.result import Plan
    from corridor.reports.kinds import differences

    before, after = subject if isinstance(subject, tuple) and len(subject) == 2 else (None, None)
    if isinstance(before, Dossier) and isinstance(after, Dossier):
        return differences.report(before, after, region, lang)
    if isinstance(before, Plan) and isinstance(after, Plan):
        if region is not None:
            raise ReportError("region", "region_without", kind="differences")
        return differences.plan_report(before, after, lang)
    raise ReportError("subject", "subject", kind="differences", needed="(Dossier, Dossier), (Plan, Plan)")


def _plan(subject: Any, lang: str) -> Report:
    from corridor.plan.result import Plan
    from corridor.reports.kinds import plan

    if not isinstance(subject, Plan):
        raise ReportError("subject", "subject", kind="plan", needed="Plan")
    return plan.report(subject, lang)


def _partnership(subject: Any, lang: str) -> Report:
    from corridor.partnerships.design import Design
    from corridor.partnerships.results import Result
    from corridor.partnerships.scheme import Scheme
    from corridor.reports.kinds import partnership
    from corridor.reports.scheme_report import SchemeReport

    pair = isinstance(subject, tuple) and len(subject) == 2
    simulated = pair and isinstance(subject[0], Design) and isinstance(subject[1], Result)
    if not simulated and not isinstance(subject, SchemeReport | Scheme | Design):
        raise ReportError(
            "subject", "subject", kind="partnership", needed="Scheme, Design, (Design, Result), SchemeReport"
        )
    return partnership.report(subject, lang)
