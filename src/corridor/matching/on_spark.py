"""The pairs of vacancies on Spark: talents broadcast once, each batch of vacancies a partition, the same search in all.

Spark carries bytes: tables go and come as Arrow files, so that types, empty lists and unknown values arrive as they
left. Batches are handed out in waves, two for each core of the cluster; the driver holds one wave at a time.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any

import numpy as np
import polars as pl

from corridor.matching.engine_errors import EngineError
from corridor.matching.engines import Answer, Batch, Progress, Question, answer

LOCAL = "local[*]"
PER_CORE = 2
"""Batches of a wave for each core: a core that is done early has another to take."""
PROFILE = " profile"
Sent = bytes
"""A batch as an Arrow file."""
Returned = tuple[bytes, bytes]
"""Pairs and counts as Arrow files."""


def spark(
    question: Question,
    batches: Iterable[Batch],
    *,
    total: int,
    master: str = LOCAL,
    progress: Progress = None,
    session: Any = None,
) -> Iterator[Answer]:
    """Search batches on Spark; answers come in the order of the batches, equal to those of `engines.local`.

    Args:
        question, batches, total, progress: as for `engines.local`.
        master: local[n], spark://HOST:PORT, yarn or k8s://URL.
        session: a session to use, which stays open; else one is started and stopped.

    Raises:
        EngineError: PySpark or Java is missing, the master cannot be used, a task fails.
    """
    if session is not None:
        yield from _waves(question, batches, total, progress, session)
        return
    with _started(master) as own:
        yield from _waves(question, batches, total, progress, own)


# ---- the session -----------------------------------------------------------------------------


@contextmanager
def _started(master: str) -> Iterator[Any]:
    """A session of our own."""
    _can_start(master)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("corridor match")
    builder = builder.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    here = master.startswith("local")
    with _own_interrupt(), _own_python(here):
        try:
            session = builder.getOrCreate()
        except Exception as error:
            raise EngineError("--master", "no_session", master=master, why=_reason(error)) from error
        try:
            # what fails here is told by `EngineError`; of a cluster its administrator wants to see it too
            session.sparkContext.setLogLevel("OFF" if here else "ERROR")
            yield session
        finally:
            session.stop()


@contextmanager
def _own_python(here: bool) -> Iterator[None]:
    """Workers on this machine run the Python that Corridor is installed in; a cluster has its own."""
    if not here or "PYSPARK_PYTHON" in os.environ:
        yield
        return
    os.environ["PYSPARK_PYTHON"] = sys.executable
    try:
        yield
    finally:
        del os.environ["PYSPARK_PYTHON"]


def _can_start(master: str) -> None:
    if master.startswith("sc:"):
        raise EngineError("--master", "connect", master=master)
    try:
        import pyspark  # noqa: F401
    except ImportError as error:
        raise EngineError("--engine", "no_pyspark") from error
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=os.path.join(home, "bin") if home else None) is None:
        raise EngineError("--engine", "no_java")


@contextmanager
def _own_interrupt() -> Iterator[None]:
    """Spark takes over Ctrl-C and does not give it back."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _reason(error: BaseException) -> str:
    """The line of an error from Java or Python that says what is wrong."""
    java = getattr(error, "java_exception", None)
    if java is not None:
        while java.getCause() is not None:
            java = java.getCause()
        text = str(java.getMessage())
    else:
        text = str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if "Traceback (most recent call last):" in text:  # of a worker: the last line says it
        return lines[-1]
    return lines[0] if lines else type(error).__name__


# ---- the work --------------------------------------------------------------------------------


def _waves(
    question: Question, batches: Iterable[Batch], total: int, progress: Progress, session: Any
) -> Iterator[Answer]:
    context = session.sparkContext
    shared = context.broadcast(question)
    done, rest = 0, iter(batches)
    if progress is not None:
        progress(0, total)
    try:
        while wave := list(islice(rest, PER_CORE * context.defaultParallelism)):
            sent = [_packed(batch) for batch in wave]
            done += sum(batch.vacancies.height for batch in wave)
            del wave
            for pairs, counts in _searched(context, shared, sent):
                yield Answer(_unpacked(pairs), _unpacked(counts))
            if progress is not None:
                progress(done, total)
    finally:
        with suppress(Exception):  # where the session is lost, so is what it held
            shared.unpersist()


def _searched(context: Any, shared: Any, sent: list[Sent]) -> list[Returned]:
    """One partition for each batch, in order."""

    def search(batch: Sent) -> Returned:
        return _on_worker(shared.value, batch)

    try:
        found: list[Returned] = context.parallelize(sent, len(sent)).map(search).collect()
    except KeyboardInterrupt:
        context.cancelAllJobs()
        raise
    except Exception as error:
        raise EngineError("--engine", "failed", why=_reason(error)) from error
    return found


def _on_worker(question: Question, sent: Sent) -> Returned:
    frame = _unpacked(sent)
    batch = Batch(frame.drop(PROFILE), frame[PROFILE].to_numpy().astype(np.int32))
    found = answer(question, batch)
    return _bytes(found.pairs), _bytes(found.counts)


def _packed(batch: Batch) -> Sent:
    return _bytes(batch.vacancies.with_columns(pl.Series(PROFILE, batch.profile)))


def _bytes(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_ipc(out, compression="lz4")
    return out.getvalue()


def _unpacked(raw: bytes) -> pl.DataFrame:
    return pl.read_ipc(raw)
