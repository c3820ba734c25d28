"""What an engine needs of memory, by a stated formula; `docs/scale.md` has it in words and what was measured."""

from __future__ import annotations

from dataclasses import dataclass

from corridor.matching.search import memory_bytes
from corridor.matching.vacancy_batches import PIECE

PROGRAM = 700_000_000
"""The interpreter with its libraries and the compiled search."""
TALENT_ROW = 2_000
"""Bytes of a talent's row, read and checked, while the law is asked."""
NAME = 40
"""Bytes of an id."""
VACANCY_FACTS = 400
"""Bytes of what the law reads of a vacancy, and its profile."""
VACANCY_ROW = 4_000
"""Bytes of a vacancy's row while it is read and checked."""
PAIR_ROW = 300
"""Bytes of a pair with its parts while it is written."""


@dataclass(frozen=True)
class Memory:
    """Bytes, by what they are for.

    Attributes:
        program: the interpreter and its libraries.
        reading: the table of talents, a piece of that of vacancies, and what the law reads of all vacancies.
        talents: the talents as arrays, with their ids.
        batches: the batches that are searched or written at one time, with their pairs.
        worker: of each worker of a cluster: the program, the talents and one batch; 0 without one.
    """

    program: int
    reading: int
    talents: int
    batches: int
    worker: int = 0

    @property
    def total(self) -> int:
        """Of the process that was started: the driver, where there is a cluster."""
        return self.program + self.reading + self.talents + self.batches


def memory(
    talents: int, vacancies: int, *, batch: int, k: int, circles: int = 4, held: int = 1, workers: bool = False
) -> Memory:
    """What a search needs at most.

    Reading takes 2,000 bytes for each talent, 4,000 for each vacancy of a piece and 400 for each vacancy. Talents take
    what `search.memory_bytes` states, and 40 for the id. A batch takes what that states of its vacancies, 4,000
    for each row, and 300 for each of at most k pairs in each circle (more where a vacancy has more than k / 5 posts).

    Args:
        talents, vacancies: rows.
        batch: vacancies of a batch. k: pairs of a vacancy and circle. circles: how many.
        held: batches that are in memory together.
        workers: whether others search.
    """
    arrays = memory_bytes(talents, 0) + NAME * talents
    one = memory_bytes(0, batch, circles=circles, k=k) + batch * (VACANCY_ROW + circles * k * PAIR_ROW)
    reading = TALENT_ROW * talents + VACANCY_ROW * min(PIECE, vacancies) + VACANCY_FACTS * vacancies
    return Memory(PROGRAM, reading, arrays, held * one, PROGRAM + arrays + one if workers else 0)
