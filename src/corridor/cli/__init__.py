"""The `corridor` command."""

from __future__ import annotations


def main() -> None:
    """Entry point of the command."""
    import gc
    import sys

    gc.set_threshold(
        100_000, 20, 20
    )  # a command makes many objects that stay: looking among them for garbage only costs
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    from corridor.cli.app import app

    app()
