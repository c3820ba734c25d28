"""Every example in the manual runs: the reader's commands, in the reader's order, with what the reader is shown.

Before a fenced block stands one of

    <!-- file: NAME -->     the block is written to the page's folder under this name
    <!-- run -->            a `console` block: its `$` lines run; a `python` block: it runs as a script
    <!-- run: exit 2 -->    the same, with the exit code that is expected

Lines of a `console` block without `$` must appear in the output of the command above them, in their order; `...`
stands for anything. A `text` block that directly follows a `python` block marked with `<!-- output -->` likewise.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]*?) -->\n+)?^```(?P<language>[^\n]*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
MARK = re.compile(r"(?P<verb>run|file|output)(?:: (?P<what>.+))?")


@dataclass(frozen=True)
class Block:
    line: int
    language: str
    verb: str | None
    what: str | None
    body: str


def blocks_of(text: str) -> Iterator[Block]:
    for found in BLOCK.finditer(text):
        mark = MARK.fullmatch(found["mark"] or "")
        yield Block(
            line=text.count("\n", 0, found.start("language")) + 1,
            language=found["language"],
            verb=mark["verb"] if mark else None,
            what=mark["what"] if mark else None,
            body=found["body"],
        )


def commands_of(body: str) -> Iterator[tuple[str, list[str]]]:
    """Each `$` command with the lines that it should print."""
    command, shown = None, []
    for line in body.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command, shown
            command, shown = line.removeprefix("$ "), []
        elif command is not None and command.endswith("\\"):
            command = command.removesuffix("\\") + line.strip()
        else:
            shown.append(line)
    if command is not None:
        yield command, shown


def squeeze(line: str) -> str:
    return " ".join(line.split())


def first_missing(shown: list[str], output: str) -> str | None:
    """The first line shown that does not appear in the output, after those before it."""
    lines = iter([squeeze(line) for line in output.splitlines()])
    for wanted in map(squeeze, shown):
        parts = [re.escape(part.strip()) for part in wanted.split("...")]
        pattern = re.compile(".*".join(parts))
        if any(parts) and not any(pattern.search(line) for line in lines):
            return wanted
    return None


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A reader's machine: the command on the path, a data folder of its own, a terminal without colours."""
    return os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "CORRIDOR_DATA": str(tmp_path_factory.mktemp("data")),
        "COLUMNS": "120",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
    }


@dataclass(frozen=True)
class Reader:
    """Who follows a page in a folder and compares what is printed with what the page shows."""

    page: str
    folder: Path
    environment: dict[str, str]

    def follow(self, block: Block, printed: Block | None) -> None:
        exit_code = int((block.what or "exit 0").removeprefix("exit "))
        if block.language == "console":
            for command, shown in commands_of(block.body):
                self.run(command, shown, exit_code=exit_code, line=block.line)
        else:
            shown = printed.body.splitlines() if printed and printed.verb == "output" else []
            self.run([sys.executable, "-c", block.body], shown, exit_code=exit_code, line=block.line)

    def run(self, command: list[str] | str, shown: list[str], *, exit_code: int, line: int) -> None:
        result = self.result(command)
        label = command if isinstance(command, str) else "the script"
        told = f"{self.page}, line {line}: {label}\n{result.stdout}{result.stderr}"
        assert result.returncode == exit_code, f"exit code {result.returncode}, expected {exit_code}\n{told}"
        missing = first_missing(shown, result.stdout + result.stderr)
        assert missing is None, f"not printed: {missing}\n{told}"

    def result(self, command: list[str] | str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            shell=isinstance(command, str),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def has_examples(page: Path) -> bool:
    return any(block.verb == "run" for block in blocks_of(page.read_text("utf-8")))


@pytest.mark.parametrize("page", [page for page in PAGES if page.exists() and has_examples(page)], ids=name_of)
def test_examples_run(page: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    reader = Reader(name_of(page), tmp_path, environment)
    blocks = [*blocks_of(page.read_text("utf-8")), None]
    for block, following in pairwise(blocks):
        assert block is not None
        if block.verb == "file":
            assert block.what, f"{name_of(page)}, line {block.line}: a file needs a name"
            (tmp_path / block.what).write_text(block.body, "utf-8")
        elif block.verb == "run":
            reader.follow(block, following)


@pytest.mark.parametrize("page", [page for page in PAGES if page.exists()], ids=name_of)
def test_no_example_is_left_out(page: Path) -> None:
    """A `console` or `python` block is an example and runs; what cannot run here is written as `sh` or `text`."""
    unmarked = [
        f"{name_of(page)}, line {block.line}"
        for block in blocks_of(page.read_text("utf-8"))
        if block.language in {"console", "python"} and block.verb != "run"
    ]
    assert unmarked == []


@pytest.mark.parametrize(
    ("shown", "output", "missing"),
    [
        (["open"], "state:   open\n", None),
        (["a", "b"], "a\nx\nb\n", None),
        (["b", "a"], "a\nb\n", "a"),
        (["highly skilled ... open"], "highly skilled worker | open |\n", None),
        (["...", ""], "anything\n", None),
        (["closed"], "open\n", "closed"),
    ],
)
def test_shown_lines_are_compared_in_order(shown: list[str], output: str, missing: str | None) -> None:
    assert first_missing(shown, output) == missing


def test_blocks_and_commands_are_found() -> None:
    page = "text\n\n<!-- run: exit 2 -->\n```console\n$ a \\\n    b\nout\n$ c\n```\n\n```yaml\nx: 1\n```\n"
    first, second = blocks_of(page)
    assert (first.language, first.verb, first.what, second.verb) == ("console", "run", "exit 2", None)
    assert list(commands_of(first.body)) == [("a b", ["out"]), ("c", [])]


def test_a_directive_does_not_hide_the_example_after_it() -> None:
    page = "```{admonition} Beware\n:class: warning\ntext\n```\n\n<!-- run -->\n```console\n$ a\n```\n"
    assert [(block.language, block.verb) for block in blocks_of(page)] == [
        ("{admonition} Beware", None),
        ("console", "run"),
    ]
