"""Reports through `corridor.reports`, and where the Word templates of organisations lie."""

from __future__ import annotations

import hashlib
import uuid
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

from corridor.consultation.dossier import shipped
from corridor.reports.kinds import MEDIA as MEDIA
from corridor.told import ToldError
from corridor.web.chain.errors import ChainRefusal

FOLDER = "report_templates"
MOST_UNPACKED = 20_000_000
"""Bytes of a Word document when it is unpacked."""


def rendered(
    kind: str,
    subject: Any,
    lang: str,
    form: str,
    *,
    region: str | None = None,
    template: Path | None = None,
) -> bytes:
    """A report as the bytes of a file; `subject` as `corridor.reports.kinds.render` takes it.

    Raises:
        ToldError: it cannot be made.
    """
    from corridor.reports.kinds import render

    found: bytes = render(kind, subject, lang, form, region=region, template=template)
    return found


def shipped_template() -> bytes:
    """The Word template that ships."""
    from corridor.reports.kinds import template

    return template("docx")


def template_path(template: Any) -> Path:
    """Where the file of a kept template lies."""
    return Path(settings.FILES) / str(template.file)


def keep(content: bytes) -> tuple[str, str]:
    """Keep a Word template under a random name; returns its place below FILES and its sha256.

    Raises:
        ChainRefusal: it is no Word document, or no report can be made with it.
    """
    _is_word(content)
    folder = Path(settings.FILES) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid.uuid4().hex}.docx"
    path.write_bytes(content)
    try:
        rendered("programme", shipped(), "en", "docx", template=path)
    except ToldError as error:
        path.unlink(missing_ok=True)
        raise ChainRefusal("template_fails", why=error.message) from error
    except Exception as error:  # whatever a strange document makes the writer do
        path.unlink(missing_ok=True)
        raise ChainRefusal("template_fails", why=type(error).__name__) from error
    return f"{FOLDER}/{path.name}", hashlib.sha256(content).hexdigest()


def _is_word(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = archive.infolist()
    except zipfile.BadZipFile:
        raise ChainRefusal("not_docx") from None
    names = {one.filename for one in infos}
    macros = any("vbaProject" in name for name in names)
    if "word/document.xml" not in names or macros or sum(one.file_size for one in infos) > MOST_UNPACKED:
        raise ChainRefusal("not_docx")
