"""A report as one page of HTML that asks nothing of the network; from the page that ships or an edited one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.reports.errors import ReportError
from corridor.reports.report import Report

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

ROOM = Path(__file__).parent.parent
TEMPLATE = ROOM / "templates" / "page.html.jinja"


def made(report: Report, template: Path | None = None) -> bytes:
    """The page in UTF-8.

    Args:
        report: the report.
        template: an edited copy of `page.html.jinja`; it may use the macros that ship, and no file besides.

    Raises:
        ReportError: the template cannot be read, or has a fault.
    """
    from corridor.reports.page import fill, spoken

    values = {"speech": report.speech, "opening": report.opening, "sections": report.sections}
    if template is None:
        return fill("page.html.jinja", **values).encode()
    return _edited(template, values | spoken(report.opening)).encode()


def _edited(template: Path, values: Mapping[str, object]) -> str:
    from jinja2 import TemplateError, UndefinedError
    from markupsafe import Markup

    try:
        text = template.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ReportError(str(template), "template_unreadable", why=_why(error), format="html") from error
    if "sections" not in text:
        raise ReportError(template.name, "template_without", name="sections", format="html")
    style = Markup((ROOM / "style.css").read_text(encoding="utf-8"))
    try:
        return _environment().from_string(text).render(style=style, **values)
    except UndefinedError as error:
        raise ReportError(template.name, "template_name", why=error.message) from error
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        place = f"{template.name}:{line}" if line else template.name
        raise ReportError(place, "template_broken", why=error.message, format="html") from error
    except (
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        RecursionError,
    ) as error:  # what a template of strangers computes
        raise ReportError(template.name, "template_broken", why=_why(error), format="html") from error


@cache
def _environment() -> SandboxedEnvironment:
    """Templates of strangers: only what ships can be included, and nothing of Python reached."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _why(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error)
