"""The ASEM example with the results of COINr 1.1.14, which stay outside the repository."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from corridor.attractiveness.composite import Composite, Options, build
from corridor.attractiveness.imputation import Imputation
from corridor.attractiveness.metadata import Framework, read_framework
from corridor.attractiveness.screening import Screening

SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "bench" / "coinr"
needs_coinr = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason=f"COINr's results, which are not part of the repository, are not here (CORRIDOR_SHARED, {SHARED})",
)

ORDER = ("denomination", "imputation", "screening", "treatment", "normalisation")
"""COINr's example imputes before it screens."""
OPTIONS = Options(
    steps=ORDER, imputation=Imputation("mean", group="EurAsia_group"), screening=Screening(availability=0.9)
)


def read(name: str) -> pl.DataFrame:
    """One of the files."""
    return pl.read_csv(FOLDER / f"asem_{name}.csv", infer_schema_length=1000)


@cache
def framework() -> Framework:
    """The metadata table."""
    return read_framework(read("iMeta"))


@cache
def asem() -> Composite:
    """The example as COINr builds it."""
    return build(read("iData"), framework(), OPTIONS)


def theirs(table: pl.DataFrame, column: str, result: Composite) -> Any:
    """A column of theirs, in the order of our units."""
    of_unit = dict(zip(table["uCode"].to_list(), table[column].to_list(), strict=True))
    return np.array([of_unit[unit] for unit in result.units], dtype=float)
