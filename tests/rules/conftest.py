"""`engine`: each engine in turn. `decide`: a specification's table, answered by each engine in turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree

import pytest

from corridor.rules.documents import Documents, read_folder
from corridor.rules.model import RuleSet
from tests.rules import engines, specs


def needs(module: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(find_spec(module) is None, reason=f"{module} is not installed")


PARAMS = [
    "oracle",
    "python",
    "polars",
    pytest.param("duckdb", marks=needs("duckdb")),
    pytest.param("pyspark", marks=[pytest.mark.spark, needs("pyspark")]),
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One process for all that needs Spark: its session is shared."""
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            if item.get_closest_marker("spark"):
                item.add_marker(pytest.mark.xdist_group("spark"))


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    """The imaginary law of Harbour."""
    return engines.law()


@pytest.fixture(scope="session")
def documents() -> Documents:
    """The documents that it is made of."""
    return read_folder(engines.LAW)


@pytest.fixture
def law_copy(tmp_path: Path) -> Path:
    """A copy of the imaginary law's files, to be broken."""
    return copytree(engines.LAW, tmp_path / "law")


@pytest.fixture(params=PARAMS)
def engine(request: pytest.FixtureRequest) -> engines.Engine:
    """Each engine in turn."""
    return engines.ENGINES[request.param]


@pytest.fixture(params=PARAMS[1:])
def compiler(request: pytest.FixtureRequest) -> engines.Engine:
    """Each engine but the oracle, to be compared with it."""
    return engines.ENGINES[request.param]


@pytest.fixture(params=PARAMS[1:-1])
def fast_compiler(request: pytest.FixtureRequest) -> engines.Engine:
    """The same without PySpark, which takes seconds a plan."""
    return engines.ENGINES[request.param]


@pytest.fixture
def decide(engine: engines.Engine, rules: RuleSet) -> Callable[..., None]:
    """Checks an expression against a table of cases, on each engine in turn (see `specs.check`)."""
    return partial(specs.check, engine, rules)
