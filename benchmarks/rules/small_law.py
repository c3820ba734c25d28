"""The benchmark's small law, loaded by Corridor."""

from pathlib import Path

from corridor.rules.load import load

FOLDER = Path(__file__).parent / "law"


def rules():
    """The rule set of the law folder."""
    return load(FOLDER, "flanders")
