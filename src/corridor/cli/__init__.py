"""The `corridor` command."""

from __future__ import annotations


def main() -> None:
    """Entry point of the command."""
    import sys

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    from corridor.cli.app import app

    app()
