"""A Word document as bytes that depend on its content alone: the parts in one order, one time for all."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of each part: the first that a zip file can state."""
FIRST = "[Content_Types].xml"


def settled(document: Any, day: datetime) -> bytes:
    """A document of python-docx as bytes.

    Args:
        document: the document; its properties get `day` as day of making and of change.
        day: that of the data.
    """
    found = document.core_properties
    found.created = found.modified = day
    raw = io.BytesIO()
    document.save(raw)
    return _packed(raw)


def _packed(raw: io.BytesIO) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as write:
        for name in sorted(read.namelist(), key=lambda one: (one != FIRST, one)):
            part = zipfile.ZipInfo(name, EARLIEST)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            write.writestr(part, read.read(name))
    return out.getvalue()
