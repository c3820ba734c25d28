"""Faulty rule files: the imaginary law with one thing changed, and the fault that must be reported for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corridor.rules.check import check_folder
from corridor.rules.errors import Fault


@dataclass(frozen=True)
class Broken:
    """In `file`, `old` becomes `new` (or `new` is a whole file); the fault is in `where`, on the line with `line`."""

    file: str
    old: str
    new: str
    line: str
    says: str
    remedy: str
    where: str | None = None

    def break_in(self, law: Path) -> None:
        path = law / self.file
        if not self.old:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.new, encoding="utf-8")
            return
        text = path.read_text(encoding="utf-8")
        assert text.count(self.old) == 1, f"{self.old!r} stands {text.count(self.old)} times in {self.file}"
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")

    def place(self, law: Path) -> tuple[str, int]:
        path = law / (self.where or self.file)
        lines = path.read_text(encoding="utf-8").splitlines()
        return str(path), next(number for number, text in enumerate(lines, 1) if self.line in text)


def expect(broken: Broken, law: Path) -> None:
    """The fault is reported with its file, line, message and remedy, and nothing is raised."""
    broken.break_in(law)
    faults = check_folder(law)
    file, line = broken.place(law)
    assert any(_is(f, broken, file, line) for f in faults), "\n".join(
        [f"expected {file}:{line}: …{broken.says}…; …{broken.remedy}…", "got", *map(str, faults)]
    )


def _is(fault: Fault, broken: Broken, file: str, line: int) -> bool:
    return (fault.file, fault.line) == (file, line) and broken.says in fault.message and broken.remedy in fault.remedy
