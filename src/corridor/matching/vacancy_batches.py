"""Vacancies from a file in batches: checked at the border piece by piece, kept beside the result until it is done.

Of all vacancies at once only what the law reads of each is in memory, until the law is asked; and a profile afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from corridor.matching.engines import Batch
from corridor.matching.index import Asked
from corridor.matching.kernel import Ints
from corridor.pool.border import Imported, check, read_vacancies
from corridor.pool.errors import PoolError
from corridor.pool.headers import read_mapping
from corridor.pool.source import Source

Progress = Callable[[int, int], None]
PIECE = 50_000
"""Rows that go over the border together."""


def rows_of(path: Path) -> int | None:
    """How many rows a Parquet file, or a folder of them, says that it has; None for other files."""
    return int(pl.scan_parquet(path).select(pl.len()).collect().item()) if _is_parquet(path) else None


def pieces(
    path: Path, *, mapping: Path | None = None, lang: str = "en", progress: Progress | None = None, rows: int = PIECE
) -> Iterator[Imported]:
    """A table of vacancies over the border, piece by piece where it is Parquet (a file, or a folder of parts).

    Other files are read whole, as one piece. Rows are numbered through, and an id counts once in the whole file.

    Args:
        path, mapping, lang, progress: as for `corridor.pool.border.read_vacancies`.
        rows: of a piece.

    Raises:
        PoolError: the file cannot be read.
    """
    if not _is_parquet(path):
        yield read_vacancies(path, mapping=mapping, lang=lang, progress=progress)
        return
    names, taken, at = read_mapping(mapping), pl.Series("id", [], dtype=pl.String), 0
    try:
        total = rows_of(path) or 0
        if not total:
            raise PoolError(str(path), "no_rows")
        for frame in pl.scan_parquet(path).collect_batches(chunk_size=rows, maintain_order=True):
            found = check(Source(frame, how={"format": "parquet"}), "vacancies", mapping=names, lang=lang, taken=taken)
            ids = (found.frame["id"].cast(pl.String), found.quarantine["id"].drop_nulls())
            taken = pl.concat([taken, *ids])
            yield _numbered(found, at)
            at += frame.height
            if progress is not None:
                progress(at, total)
    except (pl.exceptions.PolarsError, OSError) as error:
        problem = (str(error).splitlines() or [type(error).__name__])[0]
        raise PoolError(str(path), "no_table", format="Parquet", problem=problem) from None


def _is_parquet(path: Path) -> bool:
    if path.is_dir():
        return any(path.glob("*.parquet"))
    return path.suffix.lower() == ".parquet" and path.exists() and path.stat().st_size > 0


def _numbered(found: Imported, at: int) -> Imported:
    """The same with rows counted from the start of the file."""
    further = (pl.col("row") + at).alias("row")
    rejected = found.rejected
    if "_row" in rejected.columns:
        rejected = rejected.with_columns((pl.col("_row").cast(pl.Int64) + at).cast(pl.String))
    return Imported(
        frame=found.frame,
        quarantine=found.quarantine.with_columns(further),
        notes=found.notes.with_columns(further),
        counts=found.counts,
        rejected=rejected,
        how=found.how,
        licence=found.licence,
    )


@dataclass(frozen=True)
class Kept:
    """The vacancies of one region, on disk.

    Attributes:
        files: pieces, in the order of the file.
        facts: what the law reads of each vacancy, and its id.
        asked: what any of them asks for.
        left_out: vacancies of other regions.
    """

    files: tuple[Path, ...]
    facts: pl.DataFrame
    asked: Asked
    left_out: int

    @property
    def rows(self) -> int:
        """How many vacancies."""
        return self.facts.height

    def batches(self, profile: Ints, size: int) -> Iterator[Batch]:
        """Batches of some size, each with the profiles of its vacancies.

        Args:
            profile: what the law sees of each vacancy, in the order of `facts`.
            size: vacancies of a batch.
        """
        at = 0
        for file in self.files:
            piece = pl.read_parquet(file, memory_map=False)
            for start in range(0, piece.height, size):
                some = piece[start : start + size]
                yield Batch(some, profile[at : at + some.height])
                at += some.height


def keep(frames: Iterator[pl.DataFrame], folder: Path, region: str, facts: frozenset[str]) -> Kept:
    """Put the vacancies of a region on disk, piece by piece.

    Args:
        frames: checked and coded.
        folder: an empty one for the pieces.
        region: other vacancies are counted and left out.
        facts: names of what the law reads.

    Raises:
        SearchError: a language without a level.
    """
    files, kept, asked, left_out = list[Path](), list[pl.DataFrame](), Asked(), 0
    for number, frame in enumerate(frames):
        here = frame.filter(pl.col("region") == region)
        left_out += frame.height - here.height
        file = folder / f"{number:05}.parquet"
        here.write_parquet(file)
        files.append(file)
        kept.append(here.select(c for c in here.columns if c in facts))
        asked = asked.union(Asked.of(here))
    return Kept(tuple(files), pl.concat(kept) if kept else pl.DataFrame(), asked, left_out)
