"""What counts as a document: seen from its bytes."""

from __future__ import annotations

import struct

import pytest

from corridor.web.cases.uploads import LIMIT, FileFault, kind_of, plain_name
from tests.web.cases.made import docx, jpeg, pdf, png

GOOD = {"a.pdf": pdf(), "a.PNG": png(), "a.jpg": jpeg(), "b.jpeg": jpeg(), "a.docx": docx()}
ZIP = docx()


@pytest.mark.parametrize("name", GOOD)
def test_a_document_is_known_by_its_bytes(name: str) -> None:
    assert kind_of(GOOD[name], name) in ("pdf", "png", "jpeg", "docx")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(b"", "a.pdf", id="empty"),
        pytest.param(b"<html><script>alert(1)</script>", "a.pdf", id="a page called a PDF"),
        pytest.param(b"GIF89a" + b"\0" * 50, "a.png", id="another picture"),
        pytest.param(pdf(), "a.png", id="a PDF called a picture"),
        pytest.param(png(), "a", id="no ending"),
        pytest.param(pdf(), "a.pdf.exe", id="a second ending"),
        pytest.param(b"<script>x</script>" + pdf(), "a.pdf", id="a page before a PDF"),
        pytest.param(pdf(b"<html><script>x</script>"), "a.pdf", id="a page at the head of a PDF"),
        pytest.param(pdf() + ZIP, "a.pdf", id="an archive behind a PDF"),
        pytest.param(png() + ZIP, "a.png", id="an archive behind a PNG"),
        pytest.param(jpeg() + ZIP, "a.jpg", id="an archive behind a JPEG"),
        pytest.param(png() + b"more", "a.png", id="something behind a PNG"),
        pytest.param(png()[:-4], "a.png", id="half a PNG"),
        pytest.param(jpeg()[:12], "a.jpg", id="half a JPEG"),
        pytest.param(pdf()[:20], "a.pdf", id="half a PDF"),
        pytest.param(b"\xff\xd8\xff\xe0\0\0" + b"\xff\xd9", "a.jpg", id="a segment of no length"),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, "a.docx", id="no archive"),
        pytest.param(docx(**{"word/vbaProject.bin": b"x"}), "a.docx", id="macros"),
        pytest.param(docx(**{"../../etc/passwd": b"x"}), "a.docx", id="a part outside"),
        pytest.param(docx(**{"/etc/passwd": b"x"}), "a.docx", id="an absolute part"),
        pytest.param(docx() + b"trailing", "a.docx", id="something behind a DOCX"),
        pytest.param(docx(**{"zeros.xml": b"\0" * (101 * 1024 * 1024)}), "a.docx", id="a bomb"),
        pytest.param(b"%PDF-1.7" + b"\0" * LIMIT + b"%%EOF", "a.pdf", id="too large"),
    ],
)
def test_what_is_not_taken(content: bytes, name: str) -> None:
    with pytest.raises(FileFault):
        kind_of(content, name)


def test_an_archive_that_is_no_document_is_not_taken() -> None:
    import io
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/other.xml", "x")
    with pytest.raises(FileFault):
        kind_of(made.getvalue(), "a.docx")


def test_a_broken_archive_is_refused_and_no_fault_of_the_program() -> None:
    broken = bytearray(docx())
    end = bytes(broken).rfind(b"PK\x05\x06")
    struct.pack_into("<I", broken, end + 16, 0xFFFFFFF0)
    with pytest.raises(FileFault):
        kind_of(bytes(broken), "a.docx")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("passport.pdf", "passport.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ('<img src=x onerror="a()">.pdf', "img src=x onerror=a().pdf"),
        ("..", "document"),
        ("\u202egnp.exe", "gnp.exe"),
        ("résumé été.pdf", "résumé été.pdf"),
    ],
)
def test_the_name_is_only_text(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    assert len(plain_name("a" * 300 + ".pdf")) <= 150
    assert plain_name("a" * 300 + ".pdf").endswith(".pdf")
