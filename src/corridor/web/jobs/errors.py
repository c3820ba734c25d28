"""Why a job did not end well."""

from __future__ import annotations

from pathlib import Path

from corridor.told import Refusal

MESSAGES = Path(__file__).parent / "messages.json"


class JobError(Refusal, RuntimeError):
    """A job that cannot be done."""

    texts = MESSAGES


class Stopped(Exception):
    """The owner asked the job to stop."""
