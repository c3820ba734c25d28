"""What stops a report, with place and remedy, in three languages."""

from __future__ import annotations

from pathlib import Path

from corridor.told import ToldError

MESSAGES = Path(__file__).parent / "report_errors.json"


class ReportError(ToldError, ValueError):
    """A report that cannot be made: where, what is wrong, and the remedy."""

    texts = MESSAGES
