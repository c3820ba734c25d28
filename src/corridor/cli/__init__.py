"""The `corridor` command."""

from __future__ import annotations


def main() -> None:
    """Entry point of the command."""
    import gc
    import os
    import sys

    gc.set_threshold(100_000, 20, 20)  # most objects stay until the end: looking for garbage among them only costs
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # looking for plugins reads every installed package
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    from corridor.cli.app import app

    app()
