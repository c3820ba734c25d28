"""Makes `templates/report.docx`, the Word template that ships: `python -m corridor.reports.forms.docx_template [FILE]`.

The file is made here and not by hand, so that a review can read what is in it. An administration edits a copy in Word.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from corridor.reports.forms.packing import settled

TEMPLATE = Path(__file__).parent.parent / "templates" / "report.docx"
ACCENT, INK, SOFT, LINE = "14508C", "1A2027", "4D5863", "D5DAE0"
LETTERS = "Calibri"
FIXED = datetime(2026, 11, 22)
"""The day of the template, in its properties."""
QUIET, LABEL, CODE = "Corridor Quiet", "Corridor Label", "Corridor Code"
TABLE, CELL = "Corridor Table", "Corridor Cell"
MARGIN_CM, WIDTH_CM, HEIGHT_CM = 2.2, 21.0, 29.7


def template() -> bytes:
    """The template. The same bytes each time."""
    from docx import Document

    document = Document()
    _page(document)
    _styles(document)
    _properties(document)
    _body(document)
    _without_thumbnail(document)
    return settled(document, FIXED)


def _without_thumbnail(document: Any) -> None:
    """Take away the picture of another document, and let Word read this one as of today's version."""
    from docx.oxml.ns import qn

    package = document.part.package
    for name in [name for name, one in package.rels.items() if one.reltype.endswith("/thumbnail")]:
        del package.rels[name]
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _page(document: Any) -> None:
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(WIDTH_CM), Cm(HEIGHT_CM)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.text, header.style = "{{ title }}", document.styles["Header"]
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        line.style = document.styles["Footer"]
        line.add_run("{{ brand }}\t\t{{ page }} ")
        _field(line, "PAGE")
        line.add_run(" / ")
        _field(line, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    """A field that Word fills in, with a value until it does."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" {code} ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    styles = document.styles
    _letters(styles["Normal"], 10.5, INK)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, size, colour in (("Title", 26, ACCENT), ("Subtitle", 14, INK), ("Caption", 10, INK)):
        _letters(styles[name], size, colour, bold=True)
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Caption"].paragraph_format.space_before = Pt(10)
    for level, size, colour in ((1, 18, ACCENT), (2, 14, INK), (3, 12, INK), (4, 11, SOFT)):
        heading = styles[f"Heading {level}"]
        _letters(heading, size, colour, bold=True)
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(16), Pt(6)
    for name in ("Header", "Footer"):
        _letters(styles[name], 8.5, SOFT)
    quiet = styles.add_style(QUIET, WD_STYLE_TYPE.PARAGRAPH)
    cell = styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    label = styles.add_style(LABEL, WD_STYLE_TYPE.PARAGRAPH)
    code = styles.add_style(CODE, WD_STYLE_TYPE.CHARACTER)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    toc = styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    for style in (quiet, label, toc, cell):
        style.base_style = styles["Normal"]
    _letters(cell, 9, INK)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(1)
    _letters(quiet, 9.5, SOFT)
    _letters(label, 10.5, INK, bold=True)
    code.font.name, code.font.size = "Consolas", Pt(9)
    link.font.underline = True
    link.font.color.rgb = _colour(ACCENT)
    _table_style(styles)


def _letters(style: Any, size: float, colour: str, *, bold: bool = False) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size, style.font.bold = LETTERS, Pt(size), bold or None
    style.font.italic = False
    style.font.color.rgb = _colour(colour)
    fonts = style.element.rPr.rFonts
    for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[theme]
    fonts.set(qn("w:cs"), LETTERS)
    paragraph = style.element.pPr
    if paragraph is not None and (border := paragraph.find(qn("w:pBdr"))) is not None:
        paragraph.remove(border)


def _colour(code: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(code)


def _table_style(styles: Any) -> None:
    """Lines between rows, a bold first row and first column: as Word's own table styles say it."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    style = styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    style.base_style = styles["Normal Table"]
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{LINE}"'
    strong = f'w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"'
    parts = (
        f"<w:tblPr {{ns}}><w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>',
        f'<w:tblStylePr {{ns}} w:type="firstRow"><w:rPr><w:b/><w:color w:val="{SOFT}"/></w:rPr>'
        f"<w:tcPr><w:tcBorders><w:bottom {strong}/></w:tcBorders></w:tcPr></w:tblStylePr>",
    )
    for part in parts:
        style.element.append(parse_xml(part.format(ns=nsdecls("w"))))


def _properties(document: Any) -> None:
    found = document.core_properties
    found.title, found.language, found.author = "{{ title }}", "{{ language }}", "{{ author }}"
    found.subject, found.comments, found.keywords = "{{ kind }}", "", ""
    found.last_modified_by, found.revision = "", 1
    found.created = found.modified = FIXED


def _body(document: Any) -> None:
    """The first page, the contents and the chapters, with the placeholders that a report fills."""
    lines = (
        ("{{r title_said }}", "Title"),
        ("{%p if label %}", "Normal"),
        ("{{ label }}", LABEL),
        ("{%p endif %}", "Normal"),
        ("{{ verdict }}", "Subtitle"),
        ("{{r read_said }}", QUIET),
        ("{%p if matters %}", "Normal"),
        ("{{ heading }}", "Caption"),
        ("{{p matters }}", "Normal"),
        ("{%p endif %}", "Normal"),
    )
    for text, style in lines:
        document.add_paragraph(text, style=style)
    document.add_page_break()
    document.add_paragraph("{{ contents_title }}", style="TOC Heading")
    document.add_paragraph("{{p contents }}")
    document.add_page_break()
    document.add_paragraph("{%p for chapter in chapters %}")
    document.add_paragraph(style="Heading 1").add_run("{{r chapter.heading }}")
    document.add_paragraph("{{p chapter.content }}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{{ foot }}", style=QUIET)


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATE).write_bytes(template())
