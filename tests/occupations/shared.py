"""Where the development files are that must not be part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ["CORRIDOR_SHARED"]) if os.environ.get("CORRIDOR_SHARED") else None
needs_esco = pytest.mark.skipif(
    SHARED is None or not (SHARED / "esco").is_dir(),
    reason="CORRIDOR_SHARED is not set: the official ESCO files, which are not part of the repository, are not there",
)


def esco_zip(version: str, lang: str) -> Path:
    """The official download of a version and language."""
    assert SHARED is not None
    return next((SHARED / "esco").glob(f"*v{version} - classification - {lang} - csv.zip"))
