"""A notebook without a notebook server: its code cells run in order in one process, and what they show is stored.

    python tests/docs/notebooks.py docs/notebooks/plan.ipynb

writes what the cells show now into the file. A cell shows what it prints, then its last expression as plain text. The
cells run in an empty folder, which is taken away afterwards.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

Cell = dict[str, Any]


def read(path: Path) -> dict[str, Any]:
    """The notebook as JSON."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def code_cells(notebook: dict[str, Any]) -> list[Cell]:
    """The cells that run, in their order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def shown(cell: Cell) -> str:
    """What a cell shows, as text."""
    texts = (out.get("text") or out["data"]["text/plain"] for out in cell["outputs"])
    return "".join("".join(text) for text in texts)


def execute(notebook: dict[str, Any]) -> None:
    """Run the cells here and now, and put what they show into the notebook."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(code_cells(notebook), start=1):
        printed, value = _run("".join(cell["source"]), names)
        cell["execution_count"] = number
        cell["outputs"] = []
        if printed:
            cell["outputs"].append({"name": "stdout", "output_type": "stream", "text": _lines(printed)})
        if value is not None:
            data = {"text/plain": _lines(repr(value))}
            result = {"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}
            cell["outputs"].append(result)


def _run(source: str, names: dict[str, Any]) -> tuple[str, Any]:
    """What a cell prints, and the value of its last line where that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "<cell>", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last is not None else None
    return printed.getvalue(), value


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def main(path: Path) -> None:
    """Execute a notebook and write it with what it shows."""
    notebook = read(path)
    back = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            execute(notebook)
        finally:
            os.chdir(back)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
