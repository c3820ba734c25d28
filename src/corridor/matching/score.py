"""How pairs are scored, which pairs a search found, and what the score of each is made of.

The score is a sum of named parts, each from 0 to 1 and null where not known; `neutral` then stands in for it.

- occupation: proximity of the nearest of the talent's codes to the vacancy's.
- skills: of the vacancy's skills, weighted by rarity, the share that the talent has; 1 where it asks for none.
- experience: years over the years asked, at most 1; 1 where none are asked.
- languages: mean, over the languages asked, of the talent's level in six steps from A1 (1/6) to C2 (1).
- education: 1 at the level asked, an eighth less for each level above it; below it, level over level asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.matching.kernel import CONDITIONS, MILLION, PARTS, STATES, describe_pairs
from corridor.matching.search_errors import SearchError

if TYPE_CHECKING:
    from corridor.matching.index import Prepared


@dataclass(frozen=True)
class Scoring:
    """The policy of a search.

    Attributes:
        weights: of each part; they add up to 1.
        neutral: what counts for a part that is not known, 0 to 1.
        reach: the least proximity of occupations at which a talent is in reach of a vacancy; 0 takes all who are coded.
        skills_min_coverage: the least skills part at which a talent counts as having the skills.
        presumed: hard conditions of which an unknown counts as met.
        k: how many pairs to keep for each vacancy and circle, if no more are asked for.

    Raises:
        SearchError: a weight, share or name that cannot be.
    """

    weights: Mapping[str, float]
    neutral: float
    reach: float
    skills_min_coverage: float
    presumed: frozenset[str] = frozenset({"pay", "place", "date"})
    k: int = 50

    def __post_init__(self) -> None:
        given = list(self.weights.values())
        if {*self.weights} != {*PARTS} or not all(w >= 0 for w in given) or abs(sum(given) - 1) > 1e-9:
            raise SearchError("weights", "weights", raw=dict(self.weights), names=", ".join(PARTS))
        for name in ("neutral", "reach", "skills_min_coverage"):
            share = getattr(self, name)
            if math.isnan(share) or not 0 <= share <= 1:
                raise SearchError(name, "share", raw=share)
        strange = sorted(self.presumed - {*CONDITIONS})
        if strange:
            raise SearchError("presumed", "conditions", raw=", ".join(strange), names=", ".join(CONDITIONS))
        if self.k < 1:
            raise SearchError("k", "best", raw=self.k)


@dataclass(frozen=True)
class Pairs:
    """Pairs of a vacancy and a talent, by vacancy, circle, falling score, talent.

    Attributes:
        vacancy, talent: rows of the two tables.
        circle: the talent's.
        score: millionths.
        state: 4 feasible, 3 undecided (`kernel.STATES`).
    """

    vacancy: NDArray[np.int32]
    talent: NDArray[np.int32]
    circle: NDArray[np.int8]
    score: NDArray[np.int32]
    state: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.vacancy)

    def take(self, which: NDArray[np.generic]) -> Pairs:
        """Some of the pairs, by position or by a mask."""
        return Pairs(self.vacancy[which], self.talent[which], self.circle[which], self.score[which], self.state[which])


def parts(prepared: Prepared, pairs: Pairs) -> pl.DataFrame:
    """What the score of each pair is made of, in the order of the pairs.

    Columns: `vacancy`, `talent` (rows), `circle`, `state`, `score` (0 to 1, to a millionth), one for each of `PARTS`
    (0 to 1, null where not known), `presumed` and `unknown` (lists of conditions that are not known: those taken as
    met, and the others; the law is in neither, `state` is undecided also where only the law is). The score is the sum
    of weight and part, `neutral` for null, rounded to a millionth.

    Raises:
        SearchError: a talent or vacancy without a code, which is in no pair that a search finds.
    """
    entries = prepared.entry[pairs.talent]
    if (entries < 0).any() or (prepared.jobs.group[pairs.vacancy] < 0).any():
        raise SearchError("pairs", "uncoded")
    size = len(pairs)
    values, scores, open_ = np.empty((size, len(PARTS))), np.empty(size, np.int32), np.empty(size, np.uint8)
    rules = prepared.rules(presumed=frozenset())
    describe_pairs(
        pairs.vacancy, entries, prepared.pool, prepared.jobs, prepared.lawless(), rules, values, scores, open_
    )
    named = {name: pl.Series(values[:, n]) for n, name in enumerate(PARTS)}
    states = pl.Series(STATES, dtype=pl.Enum(STATES))
    return pl.DataFrame(
        {
            "vacancy": pairs.vacancy,
            "talent": pairs.talent,
            "circle": pairs.circle,
            "state": states.gather(pl.Series(pairs.state).cast(pl.UInt32)),
            "score": scores / MILLION,
            **{name: part.set(part < 0, None) for name, part in named.items()},
            "presumed": _names(open_, prepared.scoring.presumed),
            "unknown": _names(open_, frozenset(CONDITIONS) - prepared.scoring.presumed),
        }
    )


def _names(bits: NDArray[np.uint8], among: frozenset[str]) -> pl.Series:
    """Conditions by name, of a byte of bits each."""
    table = [[c for n, c in enumerate(CONDITIONS) if byte >> n & 1 and c in among] for byte in range(256)]
    return pl.Series(table, dtype=pl.List(pl.Enum(CONDITIONS))).gather(pl.Series(bits).cast(pl.UInt32))
