"""docs/commands.md names every command and every option, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from corridor.cli.app import app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
HEADING = re.compile(r"^## `(?P<usage>corridor [^`]*)`$", re.MULTILINE)


def real_commands(command: Any, name: str = "corridor") -> Iterator[tuple[str, set[str]]]:
    """Each command that does something, with its long options."""
    if hasattr(command, "commands"):
        for sub in command.commands.values():
            yield from real_commands(sub, f"{name} {sub.name}")
    else:
        options = (option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts))
        yield name, {option for option in options if option.startswith("--")}


def documented_commands() -> dict[str, set[str]]:
    """Each command that has a section, with the options named there."""
    parts = HEADING.split(PAGE.read_text("utf-8"))[1:]
    sections = zip(parts[::2], parts[1::2], strict=True)
    return {
        re.match(r"[a-z -]+[a-z]", usage)[0]: set(re.findall(r"--[a-z][a-z-]*", usage + body))
        for usage, body in sections
    }


REAL = dict(real_commands(typer.main.get_command(app)))


def test_every_command_has_a_section() -> None:
    assert set(documented_commands()) == set(REAL)


@pytest.mark.parametrize("name", sorted(REAL))
def test_every_option_is_documented(name: str) -> None:
    assert documented_commands()[name] - {"--help"} == REAL[name] - {"--help"}
