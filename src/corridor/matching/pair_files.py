"""The pairs of a market in a folder: `pairs/` and `counts/` in parts, and `match.json`; whole or not at all.

Parts are written beside the folder, and moved in when all are there, `match.json` last: where it stands, the tables are
whole and are those that it describes. A run that is stopped leaves what was there before.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

import polars as pl

from corridor.matching.engines import Answer

DOCUMENT = "match.json"
TABLES = ("pairs", "counts")
VACANCIES = "vacancies"
"""Where the vacancies wait; it goes with the rest that is not moved."""


class PairFiles:
    """A folder that is being filled: `with PairFiles(out) as files: ...; files.finish(document)`.

    Attributes:
        kept: pairs kept so far, by circle and state.
        rows: of each table so far.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.rows = dict.fromkeys(TABLES, 0)
        self.kept: dict[tuple[str, str], int] = {}
        self._parts = 0

    def __enter__(self) -> PairFiles:
        """Make room beside the folder.

        Raises:
            OSError: nothing can be written there.
        """
        self.out.parent.mkdir(parents=True, exist_ok=True)
        self._beside = Path(tempfile.mkdtemp(prefix=f".{self.out.name}.", dir=self.out.parent))
        for name in (*TABLES, VACANCIES):
            (self._beside / name).mkdir()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._beside, ignore_errors=True)

    @property
    def vacancies(self) -> Path:
        """A folder for the vacancies while they are searched."""
        return self._beside / VACANCIES

    def write(self, answers: Iterable[Answer], talents: pl.Series) -> None:
        """Write each answer as a part of both tables, talents by their ids."""
        for answer in answers:
            ids = talents.gather(answer.pairs["talent"])
            pairs = answer.pairs.with_columns(ids.alias("talent"))
            for name, table in (("pairs", pairs), ("counts", answer.counts)):
                table.write_parquet(self._beside / name / f"part-{self._parts:05}.parquet")
                self.rows[name] += table.height
            for circle, state, number in pairs.group_by("circle", "state").len().iter_rows():
                self.kept[circle, state] = self.kept.get((circle, state), 0) + number
            self._parts += 1

    def finish(self, document: dict[str, Any]) -> list[Path]:
        """Move all in and write `match.json`.

        Returns:
            What stands in the folder now.

        Raises:
            OSError: the folder cannot be written to.
        """
        staged = self._beside / DOCUMENT
        staged.write_text(json.dumps(document, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
        self.out.mkdir(exist_ok=True)
        (self.out / DOCUMENT).unlink(missing_ok=True)
        for name in TABLES:
            if (self.out / name).exists():
                (self.out / name).rename(self._beside / f"old {name}")
            (self._beside / name).rename(self.out / name)
        staged.replace(self.out / DOCUMENT)
        return [self.out / name for name in (*TABLES, DOCUMENT)]
