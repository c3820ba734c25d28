"""A report as PDF/UA-1: a document that a screen reader can read, set by typst from the report as data.

Nothing of the report is ever read as markup: it reaches the template as a string of JSON.
"""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any, Literal

from corridor.reports.errors import ReportError
from corridor.reports.forms.plain import plain
from corridor.reports.report import Report

TEMPLATE = Path(__file__).parent.parent / "templates" / "report.typ"
FAMILY = "Libertinus Serif"
"""The type of charts: it is inside typst, so that every machine draws the same."""
UNSHOWN = "\N{REPLACEMENT CHARACTER}"
STRANGE = re.compile(r'the text `"(?P<text>.*?)"` could not be displayed', re.DOTALL)
"""What typst says of letters that no typeface at hand has: a PDF that can be read aloud must not hold them."""
ESCAPED = re.compile(r"\\u\{(?P<code>[0-9a-f]{1,6})\}|\\(?P<sign>.)", re.DOTALL)
"""How typst writes signs that do not show."""
SCRIPTS = 0x2E00
"""From here on a typeface has a script or has it not; below, signs of one page come from many typefaces."""
TRIES = 60
STANDARD: Literal["ua-1"] = "ua-1"


def made(report: Report, template: Path | None = None) -> bytes:
    """The document.

    Args:
        report: the report.
        template: an edited copy of `report.typ`; pictures and typefaces beside it can be used.

    Raises:
        ReportError: typst is missing; the template cannot be read, or has a fault, with the line; a text has signs
            that nothing at hand can show.
    """
    found = _compiler(report, template, compile_pdf)
    if not isinstance(found, bytes):
        raise TypeError("a PDF is one piece of bytes")
    return found


def pictures(report: Report, template: Path | None = None, *, ppi: float = 72) -> list[bytes]:
    """The pages as PNG, to look at.

    Raises:
        ReportError: as `made`.
    """
    found = _compiler(report, template, lambda compiler: compiler.compile(format="png", ppi=ppi))
    return found if isinstance(found, list) else [found]


def compile_pdf(compiler: Any) -> Any:
    """The pages as PDF/UA-1."""
    return compiler.compile(format="pdf", pdf_standards=[STANDARD])


def _compiler(report: Report, template: Path | None, run: Any) -> Any:
    try:
        import typst
    except ImportError as error:
        raise ReportError("--format pdf", "extra", package="typst") from error
    file = template or TEMPLATE
    _see(file)
    told = json.dumps(plain(report, FAMILY), ensure_ascii=False)
    beside = [str(file.resolve().parent)] if template else []
    alone, text = True, ""
    for _ in range(TRIES):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", typst.TypstWarning)
                given = {"data": told}
                return run(typst.Compiler(str(file), ignore_system_fonts=alone, font_paths=beside, sys_inputs=given))
        except typst.TypstError as error:
            strange = STRANGE.search(error.message)
            if strange is None:
                raise ReportError(file.name, "template_broken", why=_where(error), format="pdf") from error
            text = ESCAPED.sub(_sign, strange["text"])
            left = told if alone else _without(told, text)
            if left == told and not alone:
                break
            told, alone = left, False
    codes = " ".join(f"U+{ord(sign):04X}" for sign in dict.fromkeys(text))
    raise ReportError(text.strip() or codes, "text_unshown", signs=codes, format="pdf")


def _sign(escaped: re.Match[str]) -> str:
    code = escaped["code"]
    return chr(int(code, 16)) if code else escaped["sign"]


def _without(told: str, text: str) -> str:
    """The report with the sign for what cannot be shown: in place of these signs, or of their whole script."""
    signs = {sign for sign in text if ord(sign) > 0xFF}
    pages = {ord(sign) >> 8 for sign in signs if ord(sign) >= SCRIPTS} - {ord(UNSHOWN) >> 8}
    return "".join(UNSHOWN if sign in signs or ord(sign) >> 8 in pages else sign for sign in told)


def _see(file: Path) -> None:
    """That the template can be read and has a place for the chapters."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ReportError(str(file), "template_unreadable", why=why, format="pdf") from error
    if "data.sections" not in text:
        raise ReportError(file.name, "template_without", name="data.sections", format="pdf")


def _where(error: Any) -> str:
    """The message with the line of the template."""
    place = next((line.split("┌─")[1].strip() for line in error.diagnostic.splitlines() if "┌─" in line), "")
    return f"{error.message} ({place})" if place else str(error.message)
