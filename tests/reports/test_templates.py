"""Templates that an administration edits: used as given, and told with place and remedy where they have a fault."""

from __future__ import annotations

import builtins
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from corridor.reports import kinds
from corridor.reports.errors import ReportError
from corridor.reports.forms import docx_template
from tests.reports.made_plan import made_plan
from tests.reports.opened import pdf, text_of, word
from tests.reports.plans import small_plan


def rendered(format: str, template: Path, lang: str = "en") -> bytes:
    return kinds.render("plan", small_plan(unfilled=3), lang, format, template=template)


def edited(format: str, folder: Path, change: Callable[[Any], Any]) -> Path:
    """The template that ships, changed: the text of it, or the document."""
    path = folder / f"mine.{format}"
    raw = kinds.template(format)
    if format == "docx":
        document = Document(io.BytesIO(raw))
        change(document)
        document.save(str(path))
    else:
        path.write_text(change(raw.decode()))
    return path


def refused(format: str, template: Path) -> ReportError:
    with pytest.raises(ReportError) as told:
        rendered(format, template)
    assert all(all(told.value.told(lang)) for lang in ("en", "fr", "nl"))
    return told.value


def write_in(text: str, style: str | None = None) -> Callable[[Any], None]:
    return lambda document: document.add_paragraph(text, style=style)


def without(fragment: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for p in list(document.paragraphs):
            if fragment in p.text or "endfor" in p.text:
                p._p.getparent().remove(p._p)

    return change


def test_the_template_that_ships_is_what_its_script_makes() -> None:
    assert kinds.template("docx") == docx_template.template() == docx_template.TEMPLATE.read_bytes()


# ---- used as given ------------------------------------------------------------------------------
@pytest.mark.parametrize("format", kinds.FORMATS)
def test_the_template_as_given_out_makes_the_same_report(format: str, tmp_path: Path) -> None:
    path = tmp_path / f"template.{format}"
    path.write_bytes(kinds.template(format))
    made = kinds.render("plan", made_plan(), "nl", format)
    assert kinds.render("plan", made_plan(), "nl", format, template=path) == made


def test_an_edited_word_template_is_used(tmp_path: Path) -> None:
    path = edited("docx", tmp_path, write_in("Our administration, {{ day }}: {{ chapters | length }} chapters"))
    last = word(rendered("docx", path)).paragraphs[-1].text
    assert last.replace("\xa0", " ").startswith("Our administration, 1 February 2026: ")


def test_an_edited_typst_template_is_used(tmp_path: Path) -> None:
    path = edited(
        "pdf", tmp_path, lambda text: text.replace('organisation = ""', 'organisation = "Our administration"')
    )
    reader = pdf(rendered("pdf", path))
    assert "Our administration" in text_of(reader)
    assert reader.metadata is not None
    assert reader.metadata.author == "Our administration"


def test_an_edited_page_is_used(tmp_path: Path) -> None:
    path = edited(
        "html", tmp_path, lambda text: text.replace("<footer>", "<footer><p>Ours: {{ sections | length }}</p>")
    )
    assert b"<footer><p>Ours: " in rendered("html", path)


# ---- faults -------------------------------------------------------------------------------------
@pytest.mark.parametrize("format", kinds.FORMATS)
def test_a_template_that_is_none_is_told(format: str, tmp_path: Path) -> None:
    assert refused(format, tmp_path / "missing").key == "template_unreadable"
    broken = tmp_path / "broken"
    broken.write_bytes(b"\xff\xfe\x00PK")
    assert refused(format, broken).key == "template_unreadable"


@pytest.mark.parametrize(
    ("format", "change", "key"),
    [
        ("docx", write_in("{{ nobody_has_this }}"), "template_name"),
        ("docx", write_in("{{ title"), "template_broken"),
        ("docx", write_in("{% for x in chapters %}"), "template_broken"),
        ("docx", write_in("{{ title + 1 }}"), "template_broken"),
        ("docx", write_in("{{ ''.__class__.__mro__ }}"), "template_broken"),
        ("docx", without("chapter"), "template_without"),
        ("pdf", lambda text: text + "\n#nobody-has-this", "template_broken"),
        (
            "pdf",
            lambda text: text + "\n#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg'/>\"))",
            "template_broken",
        ),
        ("pdf", lambda text: text.replace("data.sections", "()"), "template_without"),
        ("html", lambda text: text + "{{ nobody_has_this }}", "template_name"),
        ("html", lambda text: text + "{% if %}", "template_broken"),
        ("html", lambda text: text + "{% include '/etc/passwd' %}", "template_broken"),
        ("html", lambda text: text + "{{ ''.__class__.__mro__[1] }}", "template_broken"),
        ("html", lambda text: text + "{{ 1 / 0 }}", "template_broken"),
        ("html", lambda text: "nothing", "template_without"),
    ],
)
def test_a_fault_is_told_with_its_remedy(format: str, change: Callable[[Any], Any], key: str, tmp_path: Path) -> None:
    assert refused(format, edited(format, tmp_path, change)).key == key


def test_a_style_that_is_missing_is_named(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.styles["Corridor Table"].delete()

    error = refused("docx", edited("docx", tmp_path, change))
    assert (error.key, error.values["name"]) == ("template_style", "Corridor Table")


def test_the_line_of_a_fault_is_told(tmp_path: Path) -> None:
    path = edited("pdf", tmp_path, lambda text: "#let x = nobody-has-this\n" + text)
    assert "mine.pdf:1:" in refused("pdf", path).message
    page = edited("html", tmp_path, lambda text: "{% nonsense %}\n" + text)
    assert refused("html", page).place == "mine.html:1"


def test_signs_of_a_template_that_no_typeface_has_are_told(tmp_path: Path) -> None:
    error = refused("pdf", edited("pdf", tmp_path, lambda text: text + "\nOurs: \u0378"))
    assert error.key == "text_unshown"
    assert error.values["signs"] == "U+0378"
    assert "U+0378" in error.place + error.message


# ---- without the extra --------------------------------------------------------------------------
@pytest.mark.parametrize(("format", "package"), [("docx", "docxtpl"), ("pdf", "typst"), ("docx", "vl_convert")])
def test_what_to_install_is_told(format: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_package(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == package:
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_package)
    with pytest.raises(ReportError) as told:
        kinds.render("plan", made_plan(), "nl", format)
    assert told.value.key == "extra"
    assert "pip install 'corridor[reports]'" in told.value.remedy
