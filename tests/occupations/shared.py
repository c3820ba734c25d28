"""Where the development files are that must not be part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).parents[3] / "shared"))
needs_esco = pytest.mark.skipif(
    not (SHARED / "esco").is_dir(),
    reason=f"the official ESCO files, which are not part of the repository, are not here (CORRIDOR_SHARED, {SHARED})",
)


def esco_zip(version: str, lang: str) -> Path:
    """The official download of a version and language."""
    return next((SHARED / "esco").glob(f"*v{version} - classification - {lang} - csv.zip"))
