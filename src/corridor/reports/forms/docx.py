"""A report as a Word document, from the template that ships or an edited one (docxtpl)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from corridor.reports.document import Figure, Foreign, Line, pieces
from corridor.reports.errors import ReportError
from corridor.reports.forms.docx_xml import Package, Writer, mark
from corridor.reports.forms.drawing import broad, svg
from corridor.reports.forms.packing import settled
from corridor.reports.forms.plain import sayable
from corridor.reports.forms.targets import targets
from corridor.reports.report import TAGS, Report

TEMPLATE = Path(__file__).parent.parent / "templates" / "report.docx"
FAMILY = "Liberation Sans, Arial, sans-serif"
SCALE = 2.0
"""Points of a picture in a unit of a drawing: sharp on paper."""
LONGEST = 250
"""Letters of a property, of which a document can hold 255."""
UNDATED = datetime(2000, 1, 1)
"""The day of a document of which no date is known: never that of the clock."""


@dataclass(frozen=True)
class Chapter:
    """What a template says of a chapter: its id, title, heading (title that links lead to) and content."""

    id: str
    title: str
    heading: Any
    content: Any


def made(report: Report, template: Path | None = None) -> bytes:
    """The document.

    Args:
        report: the report.
        template: an edited copy of `report.docx`.

    Raises:
        ReportError: a package is missing; the template cannot be read, has a fault, or lacks a style.
    """
    file = template or TEMPLATE
    opened = _opened(file)
    document = opened.get_docx()
    writer = Writer(
        _package(document, file.name),
        targets(report.sections),
        report.speech.say("trace.from"),
        report.speech.say("page.not_printed"),
    )
    _filled(opened, _values(report, writer), file.name)
    _say_language(document, TAGS[report.lang])
    return settled(document, datetime.combine(report.day, time()) if report.day else UNDATED)


def _opened(file: Path) -> Any:
    from zipfile import BadZipFile

    try:
        from docx.opc.exceptions import OpcError
        from docxtpl import DocxTemplate
        from jinja2 import StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment
    except ImportError as error:
        raise ReportError("--format docx", "extra", package="docxtpl") from error
    try:

        class Template(DocxTemplate):  # type: ignore[misc]
            """A template whose properties stay as short as Word demands."""

            def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
                plainly = SandboxedEnvironment(undefined=StrictUndefined)  # a property is text and no XML
                super().render_properties({name: _short(value) for name, value in context.items()}, plainly)

        found = Template(io.BytesIO(file.read_bytes()))
        found.render_init()
    except (OSError, OpcError, BadZipFile, LookupError, ValueError, AttributeError, SyntaxError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ReportError(str(file), "template_unreadable", why=why, format="docx") from error
    return found


def _short(value: Any) -> Any:
    return f"{value[:LONGEST]}…" if isinstance(value, str) and len(value) > LONGEST else value


def _filled(opened: Any, values: dict[str, Any], name: str) -> None:
    """Fill the placeholders; a template is of strangers: nothing of Python is reached from it."""
    from jinja2 import StrictUndefined, TemplateError, UndefinedError
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        if "chapters" not in opened.get_undeclared_template_variables(environment):
            raise ReportError(name, "template_without", name="chapters", format="docx")
        opened.render(values, environment)
    except UndefinedError as error:
        raise ReportError(name, "template_name", why=error.message) from error
    except TemplateError as error:
        raise ReportError(name, "template_broken", why=error.message, format="docx") from error
    except ReportError:
        raise
    except (TypeError, ValueError, ArithmeticError, LookupError, SyntaxError, AttributeError, RecursionError) as error:
        raise ReportError(name, "template_broken", why=str(error), format="docx") from error


def _values(report: Report, writer: Writer) -> dict[str, Any]:
    """What a template can say: docs/reports.md lists the names."""
    from markupsafe import Markup

    speech, opening = report.speech, report.opening
    foreign: Foreign = getattr(opening, "foreign", ())
    read = " ".join(part for part in (opening.held_by, opening.read) if part)
    chapters = [
        Chapter(
            section.id,
            sayable(section.title),
            Markup(writer.marked(section.id, writer.run(section.title))),
            Markup(writer.blocks(section.blocks, 2)),
        )
        for section in report.sections
    ]
    found = {
        "title": opening.title,
        "title_said": Markup(writer.said(pieces(opening.title, foreign))),
        "verdict": opening.verdict,
        "label": opening.synthetic,
        "read": read,
        "read_said": Markup(writer.said(pieces(read, foreign))),
        "heading": opening.heading,
        "matters": Markup(writer.items([_matter(one, speech) for one in opening.matters], ordered=True)),
        "contents_title": speech.say("document.contents"),
        "contents": Markup(_contents(report, writer)),
        "chapters": chapters,
        "page": speech.say("document.page"),
        "brand": speech.say("page.brand"),
        "foot": speech.say("page.foot"),
        "day": speech.day(report.day),
        "kind": report.kind,
        "language": TAGS[report.lang],
        "author": "Corridor",
    }
    return {name: sayable(value) if type(value) is str else value for name, value in found.items()}


def _matter(matter: Any, speech: Any) -> tuple[Line, ...]:
    said = (
        Line(matter.name, strong=True),
        Line(f"{matter.open} {matter.of_posts}."),
        Line(speech.say("document.label", label=speech.say("opening.why")), quiet=True),
        Line(f"{matter.why} {matter.why_posts}".strip()),
        Line(speech.say("document.label", label=speech.say("opening.help")), quiet=True),
        Line(" ".join(part for part in (matter.help, matter.opens, matter.opens_what) if part)),
    )
    return said


def _contents(report: Report, writer: Writer) -> str:
    """Links to the chapters, inside the field that Word makes into a table with page numbers when it is asked to."""
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z \\u </w:instrText></w:r>'
    lines = [
        f'<w:hyperlink w:anchor="{mark(section.id)}" w:history="1">{writer.run(section.title)}</w:hyperlink>'
        for section in report.sections
    ]
    if not lines:
        return ""
    lines[0] = field.format("begin") + code + field.format("separate") + lines[0]
    lines[-1] += field.format("end")
    return "".join(writer.paragraph(line, "toc 1") for line in lines)


# ---- the document that paragraphs stand in ----
def _package(document: Any, name: str) -> Package:
    from docx.opc.constants import RELATIONSHIP_TYPE

    ids: dict[str, str] = {}

    def style(wanted: str) -> str:
        if wanted not in ids:
            try:
                ids[wanted] = document.styles[wanted].style_id
            except KeyError as error:
                raise ReportError(name, "template_style", name=wanted) from error
        return ids[wanted]

    def picture(figure: Figure) -> str:
        drawn = io.BytesIO(_png(svg(broad(figure), FAMILY)))
        return str(document.part.get_or_add_image(drawn)[0])

    def address(url: str) -> str:
        return str(document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))

    return Package(style, picture, address, lambda: _numbered(document, style("List Number")))


def _png(drawing: str) -> bytes:
    try:
        import vl_convert
    except ImportError as error:
        raise ReportError("--format docx", "extra", package="vl-convert-python") from error
    return bytes(vl_convert.svg_to_png(drawing, scale=SCALE))


def _numbered(document: Any, style: str) -> int | None:
    """A new list in the numbering of a style that begins at one; None where the style or the template numbers none."""
    from docx.oxml.ns import qn

    found = document.styles.element.find(f".//{qn('w:style')}[@{qn('w:styleId')}='{style}']//{qn('w:numId')}")
    numbering = document.part.numbering_part.element if found is not None else None
    if numbering is None:
        return None
    try:
        abstract = numbering.num_having_numId(int(found.get(qn("w:val")))).abstractNumId.val
    except (KeyError, TypeError, ValueError):
        return None
    added = numbering.add_num(abstract)
    added.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(added.numId)


def _say_language(document: Any, tag: str) -> None:
    """The language of everything that does not say its own."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    styles = document.styles.element
    for theme in document.settings.element.iter(qn("w:themeFontLang")):
        theme.set(qn("w:val"), tag)
    defaults = styles.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    places = [*styles.iter(qn("w:lang"))]
    if not places and defaults is not None:
        places = [OxmlElement("w:lang")]
        defaults.append(places[0])
    for place in places:
        place.set(qn("w:val"), tag)
    document.core_properties.language = tag
