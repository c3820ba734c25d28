"""What an uploaded file is, seen from its bytes: PDF, JPEG, PNG or DOCX, whole, and nothing else besides.

The name that a file comes with decides nothing; it is kept as text. A file that could also be read as something else
(an archive behind a picture, HTML before a PDF, a document with macros) is refused.
"""

from __future__ import annotations

import os
import re
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _

LIMIT = 15 * 1024 * 1024
"""Largest document, in bytes."""
UNPACKED = 100 * 1024 * 1024
"""Largest DOCX once unpacked."""
TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ENDINGS = {"pdf": ("pdf",), "jpeg": ("jpg", "jpeg"), "png": ("png",), "docx": ("docx",)}
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx"
ARCHIVE_END = b"PK\x05\x06"
ACTIVE = re.compile(rb"<(?:!doctype|html|script|svg|iframe|\?php)", re.IGNORECASE)


class FileFault(ValueError):
    """A file that is not taken; the text says why, in the reader's language."""


def kind_of(content: bytes, name: str) -> str:
    """The kind of a file: pdf, jpeg, png, docx.

    Raises:
        FileFault: it is too large, empty, none of these, or could be read as something else too.
    """
    if not content:
        raise FileFault(_("The file is empty."))
    if len(content) > LIMIT:
        raise FileFault(_("The file is larger than %(size)d MB.") % {"size": LIMIT // 1024 // 1024})
    found = next((kind for kind, reads in READERS.items() if reads(content)), None)
    if found is None:
        raise FileFault(_("Only whole PDF, JPEG, PNG and Word (DOCX) files are taken."))
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in ENDINGS[found]:
        raise FileFault(
            _("The name of the file does not fit what is in it: it is a file of kind %(kind)s.")
            % {"kind": found.upper()}
        )
    return found


def write_whole(path: Path, content: bytes) -> None:
    """Keep a file for its owner alone: it stands at its place whole and on the disk, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def plain_name(name: str) -> str:
    """The name of an upload as text: the last part of a path, without control signs, at most 150 characters."""
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(
        c for c in last if c.isprintable() and c not in '<>:"|?*\u202a\u202b\u202d\u202e\u2066\u2067\u2068'
    ).strip(". ")
    if len(shown) > 150:
        stem, dot, ending = shown.rpartition(".")
        shown = f"{stem[: 149 - len(ending)]}{dot}{ending}"
    return shown or "document"


def _alone(content: bytes) -> bool:
    """Whether no archive hangs behind the file and no page stands before it."""
    return ARCHIVE_END not in content[-65_600:] and ACTIVE.search(content[:1024]) is None


def _pdf(content: bytes) -> bool:
    return re.match(rb"%PDF-[12]\.\d", content) is not None and b"%%EOF" in content[-2048:] and _alone(content)


def _jpeg(content: bytes) -> bool:
    """Walks the segments up to the picture itself."""
    if not content.startswith(b"\xff\xd8\xff") or not _alone(content):
        return False
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, (length,) = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])
        if marker == 0xDA:
            return b"\xff\xd9" in content[at:]
        if length < 2:
            return False
        at += 2 + length
    return False


def _png(content: bytes) -> bool:
    """Walks the chunks; the last one is the last of the file."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR") or not _alone(content):
        return False
    at = 8
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind = content[at + 4 : at + 8]
        at += 12 + int(length)
        if kind == b"IEND":
            return at == len(content)
    return False


def _docx(content: bytes) -> bool:
    """A word-processing document without macros, of a bearable size, whose parts all stay inside it."""
    end = content.rfind(ARCHIVE_END)
    if not content.startswith(b"PK\x03\x04") or end + 22 != len(content):
        return False
    size, offset = struct.unpack("<II", content[end + 12 : end + 20])
    if offset + size != end:
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError):
        return False
    names = {part.filename for part in parts}
    inside = all(not n.startswith(("/", "\\")) and ".." not in n.split("/") and ":" not in n for n in names)
    macros = any("vbaproject" in n.lower() or n.lower().endswith((".bin", ".exe", ".js")) for n in names)
    unpacked = sum(part.file_size for part in parts)
    needed = {"[Content_Types].xml", "word/document.xml"}
    return needed <= names and inside and not macros and len(parts) < 2000 and unpacked <= UNPACKED


READERS: dict[str, Callable[[bytes], bool]] = {"pdf": _pdf, "jpeg": _jpeg, "png": _png, "docx": _docx}
