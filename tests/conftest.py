"""One data folder for a test run, so that the law is frozen once and nothing of the user's is touched; no deadlines."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import settings

SHARED_BY_WORKERS = Path(tempfile.gettempdir()) / f"corridor-tests-{os.getuid()}"
os.environ["CORRIDOR_DATA"] = str(SHARED_BY_WORKERS)
os.environ["CORRIDOR_LANG"] = "en"
os.environ["PYTHONUTF8"] = "1"

settings.register_profile("corridor", deadline=None)  # timings never decide a test
settings.load_profile("corridor")
