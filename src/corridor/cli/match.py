"""`corridor match`: the best pairs of each vacancy and circle, written as Parquet by this machine or by Spark."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output
from corridor.cli.plan import Progress, Refusal, read_day, refusing
from corridor.cli.plan import say as planned
from corridor.cli.speech import Words

if TYPE_CHECKING:
    import polars as pl

    from corridor.matching.engines import Answer, Batch, Question
    from corridor.matching.pair_files import PairFiles
    from corridor.matching.vacancy_batches import Kept
    from corridor.pool.border import Imported

MESSAGES = Path(__file__).parent / "match_messages.json"
say = Words(MESSAGES)
WRONG = 2
BATCH = {"local": 5_000, "spark": 500}
SEED = 0
"""Equals are taken in the order in which a plan takes them."""


@dataclass(frozen=True)
class Wish:
    """What the command was asked.

    Attributes:
        region, day: where and when.
        talents, vacancies: files. mapping: other column names.
        out: the folder for the result.
        engine, master: where to search.
        k, place_undecided: what to keep.
        batch: vacancies searched together; None for the engine's own.
        format, lang: of the result and messages.
    """

    region: str
    day: date
    talents: Path
    vacancies: Path
    out: Path
    engine: str = "local"
    master: str = "local[*]"
    k: int | None = None
    place_undecided: bool = False
    batch: int | None = None
    mapping: Path | None = None
    format: str = "table"
    lang: str = "en"

    @property
    def rows(self) -> int:
        """Vacancies of a batch."""
        return BATCH[self.engine] if self.batch is None else self.batch


def match(
    region: str, *, day: str | None, out: Path | None, plan_memory: bool = False, lang: str = "en", **given: Any
) -> int:
    """Search the pairs of a region and write them. `given` are the other fields of `Wish`. Returns the exit code."""
    from corridor.matching.engine_errors import EngineError

    with refusing(lang):
        try:
            if out is None and not plan_memory:
                output.failed("--out", say("no_out", lang), say("no_out_remedy", lang), lang)
                return WRONG
            wish = Wish(region, read_day(day), out=out or Path(), lang=lang, **given)
            if wish.rows < 1:
                raise EngineError("--batch", "batch", raw=wish.rows)
            with _ended_by_kill():
                return _memory(wish) if plan_memory else _match(wish)
        except EngineError as error:
            output.failed(error.place, *error.told(lang), lang)
            return WRONG
        except OSError as error:
            raise Refusal(str(out), "cannot_write", why=error.strerror or error) from error
    return WRONG


@contextmanager
def _ended_by_kill() -> Iterator[None]:
    """A request to end is taken as Ctrl-C is, so that what was begun is cleared away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _match(wish: Wish) -> int:
    from corridor.matching.pair_files import PairFiles

    told = Progress(wish.lang)
    with PairFiles(wish.out) as files:
        ids, kept, question, batches, parameters = _asked(wish, files, told)
        answers = _engine(wish, question, batches, kept.rows, told)
        files.write(answers, ids)
        document = _document(wish, len(ids), kept, files, parameters)
        written = files.finish(document)
    _show(document, wish)
    output.remark(planned("written", wish.lang, files=", ".join(str(f) for f in written)))
    return 0


# ---- the question ----


def _asked(
    wish: Wish, files: PairFiles, told: Progress
) -> tuple[pl.Series, Kept, Question, Iterator[Batch], dict[str, Any]]:
    """Ids of the talents, vacancies on disk, the question, the batches, and what it was asked with."""
    from corridor.matching.circles import order
    from corridor.matching.engines import ask
    from corridor.matching.policy import read_policy
    from corridor.matching.search import Scoring
    from corridor.matching.vacancy_batches import keep
    from corridor.permits.book import book
    from corridor.plan.errors import PlanError

    circles, law, policy = order(wish.region, wish.day), book(wish.region), read_policy()
    first, last = law.rules.coverage
    if not first <= wish.day <= last:
        raise PlanError("date", "date", day=wish.day, first=first, last=last)
    kept = keep(_vacancies(wish, told), files.vacancies, wish.region, frozenset(law.rules.facts))
    if not kept.rows:
        raise PlanError("vacancies", "no_vacancy", region=wish.region, read=kept.left_out)
    talents = _talents(wish, told)
    told("law", 0, 1)
    scoring = Scoring(
        policy.weights,
        policy.neutral,
        policy.reach,
        policy.skills_min_coverage,
        frozenset(policy.presumed),
        policy.k,
    )
    question, profile = ask(
        talents,
        kept.facts,
        kept.asked,
        law=law,
        order=circles,
        scoring=scoring,
        ordinary=policy.ordinary_job.facts,
        day=wish.day,
        k=wish.k,
        place_undecided=wish.place_undecided,
    )
    parameters = {
        **policy.model_dump(include={"weights", "neutral", "reach", "skills_min_coverage"}),
        "presumed": sorted(policy.presumed),
        "ordinary_job": policy.ordinary_job.facts,
        "k": question.k,
        "place_undecided": wish.place_undecided,
        "circles": list(question.circles),
        "law": {"version": law.rules.version, "hash": law.rules.digest},
    }
    return talents["id"], kept, question, kept.batches(profile, wish.rows), parameters


def _talents(wish: Wish, told: Progress) -> pl.DataFrame:
    """People, coded, in the order in which equals are taken."""
    from corridor.occupations.search import code_table
    from corridor.plan.market import canonical
    from corridor.pool.border import read_talents

    found = read_talents(wish.talents, mapping=wish.mapping, lang=wish.lang, progress=partial(told, "read"))
    _quarantine("talents", wish.talents, [found], wish)
    return canonical(code_table(found.frame).frame, "talents", SEED)


def _vacancies(wish: Wish, told: Progress) -> Iterator[pl.DataFrame]:
    """Vacancies, coded, piece by piece."""
    from corridor.matching.vacancy_batches import pieces
    from corridor.occupations.search import code_table

    faulty = []
    read = partial(told, "read")
    for found in pieces(wish.vacancies, mapping=wish.mapping, lang=wish.lang, progress=read):
        if found.counts["quarantined"]:
            faulty.append(found)
        yield code_table(found.frame).frame
    _quarantine("vacancies", wish.vacancies, faulty, wish)


def _quarantine(kind: str, path: Path, found: list[Imported], wish: Wish) -> None:
    """Rows that cannot be read are written beside the result, and told."""
    import polars as pl

    from corridor.pool.writing import write_csv

    number = sum(f.counts["quarantined"] for f in found)
    if number:
        beside = wish.out.with_name(f"{wish.out.name}.{kind}.quarantine.csv")
        write_csv(pl.concat([f.rejected for f in found if f.rejected.height], how="diagonal_relaxed"), beside)
        output.remark(planned("quarantined", wish.lang, n=number, file=path, path=beside))


# ---- the engines ----


def _engine(wish: Wish, question: Question, batches: Iterator[Batch], total: int, told: Progress) -> Iterator[Answer]:
    progress = partial(told, "search")
    if wish.engine == "spark":
        from corridor.matching.on_spark import spark

        return spark(question, batches, total=total, master=wish.master, progress=progress)
    from corridor.matching.engines import local

    return local(question, batches, total=total, threads=os.cpu_count() or 1, progress=progress)


def _memory(wish: Wish) -> int:
    """Say what memory is needed."""
    from corridor.matching.engine_memory import memory
    from corridor.matching.policy import read_policy
    from corridor.matching.vacancy_batches import rows_of
    from corridor.pool.border import read_talents, read_vacancies

    def rows(path: Path, read: Any) -> int:
        found = rows_of(path)
        return int(read(path, mapping=wish.mapping, lang=wish.lang).frame.height) if found is None else found

    talents, vacancies = rows(wish.talents, read_talents), rows(wish.vacancies, read_vacancies)
    on_spark = wish.engine == "spark"
    held = 2 * _cores(wish.master) if on_spark else 1
    k = read_policy().k if wish.k is None else wish.k
    found = memory(talents, vacancies, batch=min(wish.rows, max(1, vacancies)), k=k, held=held, workers=on_spark)
    names = ["program", "reading", "talents", "batches", "total", *(["worker"] if on_spark else [])]
    sizes = {name: round(getattr(found, name) / 1e6) for name in names}
    if wish.format == "json":
        output.result(output.as_json({"talents": talents, "vacancies": vacancies, "megabytes": sizes}))
        return 0
    rows_ = [(say(f"memory_{name}", wish.lang, held=held), size) for name, size in sizes.items()]
    if wish.format == "csv":
        output.result(output.as_csv(["part", "megabytes"], list(sizes.items())))
        return 0
    title = say("memory_title", wish.lang, talents=talents, vacancies=vacancies, batch=wish.rows)
    output.as_table(title, [say("col_part", wish.lang), say("col_bytes", wish.lang)], rows_)
    return 0


def _cores(master: str) -> int:
    """Cores of a master on this machine; of a cluster they are not known before it answers, and 64 are assumed."""
    if not master.startswith("local"):
        return 64
    inside = master.removeprefix("local").strip("[]").split(",")[0]
    return int(inside) if inside.isdigit() else (os.cpu_count() or 1) if inside == "*" else 1


# ---- the result ----


def _document(wish: Wish, talents: int, kept: Kept, files: PairFiles, parameters: dict[str, Any]) -> dict[str, Any]:
    from corridor.permits.book import law_version

    kept_pairs = [
        {"circle": circle, "state": state, "pairs": files.kept[circle, state]}
        for circle in parameters["circles"]
        for state in ("feasible", "undecided")
        if (circle, state) in files.kept
    ]
    return {
        "region": wish.region,
        "date": wish.day.isoformat(),
        "version": law_version(),
        "engine": wish.engine,
        "inputs": {
            "talents": {"rows": talents, "sha256": _digest(wish.talents)},
            "vacancies": {"rows": kept.rows, "left_out": kept.left_out, "sha256": _digest(wish.vacancies)},
        },
        "parameters": parameters,
        "rows": dict(files.rows),
        "kept": kept_pairs,
    }


def _digest(path: Path) -> str:
    """sha256 of a file, or of the files of a folder in the order of their names."""
    digest = hashlib.sha256()
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        with file.open("rb") as opened:
            while part := opened.read(1 << 20):
                digest.update(part)
    return digest.hexdigest()


def _show(document: dict[str, Any], wish: Wish) -> None:
    if wish.format == "json":
        output.result(output.as_json(document))
        return
    rows = [(k["circle"], k["state"], k["pairs"]) for k in document["kept"]]
    if wish.format == "csv":
        output.result(output.as_csv(["circle", "state", "pairs"], rows))
        return
    lang, inputs = wish.lang, document["inputs"]
    title = say(
        "title",
        lang,
        region=planned(wish.region, lang),
        day=wish.day,
        pairs=document["rows"]["pairs"],
        vacancies=inputs["vacancies"]["rows"],
        talents=inputs["talents"]["rows"],
    )
    columns = [say(f"col_{name}", lang) for name in ("circle", "state", "pairs")]
    output.as_table(title, columns, [(c, say(state, lang), n) for c, state, n in rows])
    if inputs["vacancies"]["left_out"]:
        output.remark(say("left_out", lang, n=inputs["vacancies"]["left_out"]))
