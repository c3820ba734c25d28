"""The markets of tests/golden: tables of facts, and the answer worked out on paper."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from corridor.permits.book import book
from corridor.pool.border import read_talents, read_vacancies

GOLDEN = Path(__file__).parents[1] / "golden"
AMOUNT = re.compile(r"\{(\w+)\} ([+-]) (\d+)")


@dataclass(frozen=True)
class Golden:
    """A market and its answer; the tables are rows of texts, as a user would type them."""

    name: str
    region: str
    day: date
    talents: list[list[str]]
    vacancies: list[list[str]]
    expected: dict[str, Any]

    def write(self, folder: Path) -> tuple[Path, Path]:
        """The two tables as CSV."""
        paths = folder / "talents.csv", folder / "vacancies.csv"
        for path, rows in zip(paths, (self.talents, self.vacancies), strict=True):
            with path.open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows(rows)
        return paths

    def tables(self, folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The two tables, read over the border of the pool."""
        talents, vacancies = self.write(folder)
        read = read_talents(talents), read_vacancies(vacancies)
        for found in read:
            assert found.quarantine.is_empty(), found.quarantine
        return read[0].frame, read[1].frame

    def amount(self, parameter: str) -> float:
        """An amount of the law on the market's date."""
        return law_amount(self.region, parameter, self.day)


def law_amount(region: str, parameter: str, day: date) -> float:
    found = book(region).rules.parameters[parameter].at(day)
    assert found is not None
    return float(found.value)


def golden(name: str) -> Golden:
    """A market by the name of its file."""
    read = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))
    region, day = read["region"], read["date"]

    def cell(text: str) -> str:
        found = AMOUNT.fullmatch(text.strip())
        if found is None:
            return text.strip()
        parameter, sign, rest = found.groups()
        return f"{law_amount(region, parameter, day) + float(sign + rest):.2f}"

    tables = {n: [[cell(c) for c in row.split("|")] for row in read[n].splitlines()] for n in ("talents", "vacancies")}
    return Golden(name, region, day, **tables, expected=read["expected"])
