"""The engines of `corridor match`: batches of any size, this machine or Spark, give what a plan finds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from corridor.cli import match as command
from corridor.matching import on_spark, vacancy_batches
from corridor.matching.circles import order
from corridor.matching.engine_errors import MESSAGES, EngineError
from corridor.matching.engine_memory import memory
from corridor.matching.engines import Answer, Question, ask, local
from corridor.matching.index import Asked
from corridor.matching.on_spark import spark
from corridor.matching.pair_files import PairFiles
from corridor.matching.policy import read_policy
from corridor.matching.search import PARTS, Scoring
from corridor.matching.vacancy_batches import Kept, keep, pieces
from corridor.permits.book import book
from corridor.plan import plan
from corridor.plan.market import canonical
from corridor.pool.synthesise import Pool, synthesise

DAY = date(2026, 6, 1)
REGION = "flanders"
EVERYBODY = 10_000
"""More pairs than any vacancy has."""


@cache
def pool(talents: int = 1_500, vacancies: int = 150) -> Pool:
    return synthesise(talents, vacancies, 7)


def asked(
    some: Pool, folder: Path, *, k: int = 5, place_undecided: bool = False
) -> tuple[Question, Kept, Any, pl.Series]:
    """The question of a pool, its vacancies on disk, their profiles, and the ids of the talents."""
    law, policy = book(REGION), read_policy()
    kept = keep(iter([some.vacancies[:70], some.vacancies[70:]]), folder, REGION, frozenset(law.rules.facts))
    talents = canonical(some.talents, "talents", 0)
    question, profile = ask(
        talents,
        kept.facts,
        kept.asked,
        law=law,
        order=order(REGION, DAY),
        scoring=Scoring(
            policy.weights, policy.neutral, policy.reach, policy.skills_min_coverage, frozenset(policy.presumed)
        ),
        ordinary=policy.ordinary_job.facts,
        day=DAY,
        k=k,
        place_undecided=place_undecided,
    )
    return question, kept, profile, talents["id"]


def together(answers: Iterator[Answer], ids: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of all answers in their order."""
    found = list(answers)
    pairs = pl.concat([a.pairs for a in found])
    return pairs.with_columns(ids.gather(pairs["talent"]).alias("talent")), pl.concat([a.counts for a in found])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A pool as files."""
    talents, vacancies = tmp_path / "talents.parquet", tmp_path / "vacancies.parquet"
    pool().talents.write_parquet(talents)
    pool().vacancies.write_parquet(vacancies)
    return talents, vacancies


def run(files: tuple[Path, Path], out: Path | None, **given: Any) -> int:
    return command.match(
        REGION, day=DAY.isoformat(), talents=files[0], vacancies=files[1], out=out, **{"k": 5, "lang": "en"} | given
    )


def written(out: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    return pl.read_parquet(out / "pairs"), pl.read_parquet(out / "counts")


# ---- one answer, whatever the batches --------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 70, 10_000])
@pytest.mark.parametrize("place_undecided", [False, True])
def test_batches_of_any_size_give_the_same_rows_in_the_same_order(
    tmp_path: Path, size: int, place_undecided: bool
) -> None:
    question, kept, profile, ids = asked(pool(), tmp_path, place_undecided=place_undecided)
    whole = together(local(question, kept.batches(profile, 50), total=kept.rows), ids)
    parts = together(local(question, kept.batches(profile, size), total=kept.rows), ids)
    assert whole[0].height > 150
    for first, second in zip(whole, parts, strict=True):
        assert_frame_equal(first, second, check_exact=True)


def test_the_pairs_and_counts_are_those_of_a_plan(tmp_path: Path, files: tuple[Path, Path]) -> None:
    """A plan that keeps all pairs of everybody, so that it has no reason to look further for some vacancies."""
    assert run(files, tmp_path / "out", k=EVERYBODY, place_undecided=True, batch=40) == 0
    pairs, counts = written(tmp_path / "out")
    policy = read_policy().model_copy(update={"k": EVERYBODY})
    made = plan(REGION, DAY, pool().talents, pool().vacancies, policy=policy, place_undecided=True)
    columns = ["vacancy", "talent", "circle", "state", "score"]
    assert {"feasible", "undecided"} == {*pairs["state"].unique()}
    candidates = made.tables["candidates"].select(columns)
    assert_frame_equal(pairs.select(columns), candidates, check_row_order=False, check_exact=True)
    planned = made.tables["vacancies"].select(counts.columns)
    assert_frame_equal(counts.sort("id"), planned.sort("id"), check_exact=True, check_dtypes=False)


def test_pay_of_a_part_time_job_is_that_of_a_full_time_job(tmp_path: Path, files: tuple[Path, Path]) -> None:
    """Every column that the search reads goes with a batch: half the pay for half the hours changes no pair."""
    some = pool().vacancies.with_columns(gross_annual_salary=pl.lit(40_000.0), employment_rate=pl.lit(100.0))
    half = some.with_columns(gross_annual_salary=pl.lit(20_000.0), employment_rate=pl.lit(50.0))
    question, _, profile, ids = asked(pool(), tmp_path)
    found = {}
    for name, vacancies in (("full", some), ("half", half), ("less", half.drop("employment_rate"))):
        folder = tmp_path / name
        folder.mkdir()
        kept = keep(iter([vacancies]), folder, REGION, frozenset({"region"}))
        found[name] = together(local(question, kept.batches(np.zeros_like(profile), 40), total=150), ids)[1]
    assert_frame_equal(found["full"], found["half"])
    assert found["less"]["only_pay"].sum() > found["full"]["only_pay"].sum()


def test_the_score_is_the_weighted_sum_of_the_parts_shown(tmp_path: Path) -> None:
    question, kept, profile, ids = asked(pool(), tmp_path)
    pairs, _ = together(local(question, kept.batches(profile, 40), total=kept.rows), ids)
    policy = read_policy()
    total = pairs.select(
        pl.sum_horizontal(pl.col(part).fill_null(policy.neutral) * policy.weights[part] for part in PARTS)
    )
    assert np.abs(total.to_series() - pairs["score"]).max() < 1e-6


def test_progress_counts_vacancies_up_to_their_total(tmp_path: Path) -> None:
    question, kept, profile, _ = asked(pool(), tmp_path)
    told: list[tuple[int, int]] = []
    list(local(question, kept.batches(profile, 40), total=kept.rows, progress=lambda n, of: told.append((n, of))))
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, 150), (150, 150))


def test_what_is_asked_is_the_union_of_the_pieces() -> None:
    some = pool().vacancies
    assert Asked.of(some[:50]).union(Asked.of(some[50:])) == Asked.of(some)
    assert Asked.of(some).skills


# ---- files -----------------------------------------------------------------------------------


def test_pieces_of_a_parquet_file_are_the_file(files: tuple[Path, Path]) -> None:
    found = list(pieces(files[1], rows=40))
    (whole,) = pieces(files[1])
    assert len(found) > 1
    assert_frame_equal(pl.concat([piece.frame for piece in found]), whole.frame)


def test_an_id_counts_once_in_the_whole_file_and_rows_are_numbered_through(tmp_path: Path) -> None:
    some = pool().vacancies
    path = tmp_path / "twice.parquet"
    pl.concat([some, some[:3]]).write_parquet(path)
    found = list(pieces(path, rows=40))
    faults = pl.concat([piece.quarantine for piece in found])
    assert faults["row"].to_list() == [151, 152, 153]
    assert faults["id"].to_list() == some["id"][:3].to_list()
    assert sum(piece.frame.height for piece in found) == 150
    rejected = pl.concat([p.rejected for p in found if p.rejected.height])
    assert rejected["_row"].to_list() == ["151", "152", "153"]


def test_a_folder_of_parts_is_read_as_one_table(tmp_path: Path, files: tuple[Path, Path]) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    pool().vacancies[:70].write_parquet(folder / "part-0.parquet")
    pool().vacancies[70:].write_parquet(folder / "part-1.parquet")
    assert run(files, tmp_path / "one") == 0
    assert run((files[0], folder), tmp_path / "parted") == 0
    for first, second in zip(written(tmp_path / "one"), written(tmp_path / "parted"), strict=True):
        assert_frame_equal(first, second)


def test_the_command_writes_tables_and_what_they_were_made_with(
    tmp_path: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = synthesise(10, 20, 3, region="wallonia").vacancies
    elsewhere = elsewhere.with_columns((pl.lit("W") + pl.col("id")).alias("id"))
    pl.concat([pool().vacancies, elsewhere], how="diagonal").write_parquet(files[1])
    assert run(files, tmp_path / "out", batch=40, format="json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads((tmp_path / "out" / "match.json").read_text(encoding="utf-8"))
    pairs, counts = written(tmp_path / "out")
    assert document["rows"] == {"pairs": pairs.height, "counts": 150}
    assert sum(kept["pairs"] for kept in document["kept"]) == pairs.height
    assert document["inputs"]["vacancies"]["left_out"] == 20
    assert document["parameters"]["law"]["hash"] == book(REGION).rules.digest
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["counts", "match.json", "pairs"]
    assert counts["id"].to_list() == pool().vacancies["id"].to_list()


def test_a_table_of_csv_gives_what_parquet_gives(tmp_path: Path, files: tuple[Path, Path]) -> None:
    from corridor.pool.writing import write_table

    write_table(pool().vacancies, tmp_path / "vacancies.csv")
    assert run(files, tmp_path / "parquet") == 0
    assert run((files[0], tmp_path / "vacancies.csv"), tmp_path / "csv") == 0
    for first, second in zip(written(tmp_path / "parquet"), written(tmp_path / "csv"), strict=True):
        assert_frame_equal(first, second)


def test_an_older_result_is_replaced_whole(tmp_path: Path, files: tuple[Path, Path]) -> None:
    assert run(files, tmp_path / "out", batch=10) == 0
    assert len(list((tmp_path / "out" / "pairs").iterdir())) == 15
    assert run(files, tmp_path / "out", batch=100, k=1) == 0
    assert len(list((tmp_path / "out" / "pairs").iterdir())) == 2
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


# ---- stopped ---------------------------------------------------------------------------------


class Stopping:
    """Answers until the second, then Ctrl-C."""

    def __init__(self, answers: Iterator[Answer]) -> None:
        self.answers = answers

    def __iter__(self) -> Iterator[Answer]:
        yield next(self.answers)
        raise KeyboardInterrupt


def test_ctrl_c_leaves_what_was_there_before(
    tmp_path: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(files, out) == 0
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    engine = command._engine
    with patch.object(command, "_engine", lambda *given: iter(Stopping(engine(*given)))):
        assert run(files, out, batch=40, k=1) == 2
        assert run(files, tmp_path / "new", batch=40) == 2
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert not (tmp_path / "new").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
    assert "nothing was written" in capsys.readouterr().err


def test_a_request_to_end_leaves_nothing(tmp_path: Path, files: tuple[Path, Path]) -> None:
    script = (
        "import sys, os, signal; from pathlib import Path; from corridor.cli import match as m\n"
        "def engine(*given):\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    yield\n"
        "m._engine = engine\n"
        "sys.exit(m.match('flanders', day='2026-06-01', talents=Path(sys.argv[1]), vacancies=Path(sys.argv[2]),"
        " out=Path(sys.argv[3])))\n"
    )
    arguments = [sys.executable, "-c", script, *map(str, files), str(tmp_path / "out")]
    done = subprocess.run(arguments, capture_output=True, text=True, env=os.environ, check=False)
    assert done.returncode == 2, done.stderr
    assert "nothing was written" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["talents.parquet", "vacancies.parquet"]
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_result_without_its_document_is_not_whole(tmp_path: Path, files: tuple[Path, Path]) -> None:
    """Killed while the tables are moved in: `match.json` is gone, so that old and new are not taken for one."""
    out = tmp_path / "out"
    assert run(files, out) == 0
    with (
        pytest.raises(OSError, match="full"),
        PairFiles(out) as half,
        patch.object(Path, "rename", side_effect=OSError("full")),
    ):
        half.finish({})
    assert not (out / "match.json").exists()


# ---- wrong use -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"batch": 0}, "--batch"),
        ({"k": 0}, "at least 1"),
        ({"engine": "spark", "master": "sc://localhost"}, "Spark Connect"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    tmp_path: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], given: dict[str, Any], told: str
) -> None:
    assert run(files, tmp_path / "out", **given) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_must_be_named(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(files, None) == 2
    assert "--out" in capsys.readouterr().err


def test_no_vacancy_in_the_region(tmp_path: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    synthesise(10, 5, 3, region="wallonia").vacancies.write_parquet(files[1])
    assert run(files, tmp_path / "out") == 2
    assert "no vacancy lies in flanders" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_without_pyspark_or_java_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(EngineError, match="pip install"):
        on_spark._can_start("local[*]")
    monkeypatch.undo()
    pytest.importorskip("pyspark")
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(EngineError, match="JAVA_HOME"):
        on_spark._can_start("local[*]")


def test_every_message_is_there_in_three_languages() -> None:
    for key, by_language in json.loads(MESSAGES.read_text(encoding="utf-8")).items():
        assert [*by_language] == ["en", "fr", "nl"], key
    for key, texts in json.loads(command.MESSAGES.read_text(encoding="utf-8")).items():
        assert [*texts] == ["en", "fr", "nl"], key


# ---- memory ----------------------------------------------------------------------------------


def test_the_formula_is_above_what_the_arrays_take(tmp_path: Path) -> None:
    question, kept, profile, ids = asked(pool(), tmp_path, k=50)
    prepared = question.prepared
    arrays = sum(a.nbytes for a in (*prepared.pool, prepared.entry, prepared.group_start))
    stated = memory(1_500, 150, batch=150, k=50)
    assert arrays < stated.talents
    pairs, counts = together(local(question, kept.batches(profile, 150), total=150), ids)
    assert pairs.estimated_size() + counts.estimated_size() < stated.batches
    assert pairs.estimated_size() < 300 * pairs.height
    assert pool().talents.estimated_size() < stated.reading


def test_memory_does_not_grow_with_vacancies_beyond_what_the_law_reads() -> None:
    small, large = (memory(1_000, n, batch=500, k=50) for n in (100_000, 1_100_000))
    assert large.total - small.total == 400 * 1_000_000
    half = memory(1_000, 100_000, batch=250, k=50)
    assert half.batches * 2 == pytest.approx(small.batches, abs=100)


def test_the_command_says_how_much_memory_is_needed(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(files, None, plan_memory=True, format="json", engine="spark", master="local[3]") == 0
    told = json.loads(capsys.readouterr().out)
    expected = memory(1_500, 150, batch=150, k=5, held=6, workers=True)
    assert told["megabytes"]["total"] == round(expected.total / 1e6)
    assert told["megabytes"]["worker"] == round(expected.worker / 1e6)
    assert (told["talents"], told["vacancies"]) == (1_500, 150)


# ---- Spark -----------------------------------------------------------------------------------

java = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


@pytest.mark.spark
@java
def test_spark_gives_the_same_rows_and_asks_the_law_once(tmp_path: Path) -> None:
    question, kept, profile, ids = asked(pool(), tmp_path)
    told: list[tuple[int, int]] = []
    here = together(local(question, kept.batches(profile, 5_000), total=kept.rows), ids)
    progress = lambda n, of: told.append((n, of))  # noqa: E731
    answers = spark(question, kept.batches(profile, 20), total=kept.rows, master="local[2]", progress=progress)
    there = together(answers, ids)
    for first, second in zip(here, there, strict=True):
        assert_frame_equal(first, second, check_exact=True)
    assert [done for done, _ in told] == [0, 70, 150], "two waves of four batches, the file in pieces of 70 and 80"
    assert "PYSPARK_PYTHON" not in os.environ
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.spark
@pytest.mark.slow
@java
def test_spark_equals_this_machine_on_20000_talents_and_2000_vacancies(tmp_path: Path) -> None:
    question, kept, profile, ids = asked(pool(20_000, 2_000), tmp_path, k=50)
    here = together(local(question, kept.batches(profile, 5_000), total=kept.rows), ids)
    there = together(spark(question, kept.batches(profile, 500), total=kept.rows, master="local[2]"), ids)
    assert here[0].height > 10_000
    for first, second in zip(here, there, strict=True):
        assert_frame_equal(first, second, check_exact=True)


@pytest.mark.spark
@java
@pytest.mark.parametrize("master", ["nonsense", "local[many]"])
def test_a_master_that_is_none_is_told(
    tmp_path: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], master: str
) -> None:
    assert run(files, tmp_path / "out", engine="spark", master=master) == 2
    error = capsys.readouterr().err
    assert f"Spark does not start with {master}" in error
    assert "spark://HOST:7077" in error
    assert not (tmp_path / "out").exists()


@pytest.mark.spark
@java
def test_a_task_that_fails_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    question, kept, profile, _ = asked(pool(), tmp_path)
    broken = replace(question, k=0)
    with pytest.raises(EngineError, match="0 is no number of pairs to keep"):
        list(spark(broken, kept.batches(profile, 50), total=kept.rows, master="local[2]"))


def test_piece_is_the_constant_of_the_formula() -> None:
    assert vacancy_batches.PIECE == 50_000, "the texts of --plan-memory name it"
