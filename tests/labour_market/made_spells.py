"""Made files of spells: persons day by day, from whom the rows of a file follow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

REGIONS = ("flanders", "wallonia", "brussels", "german_community")
EXTRACT = dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Life:
    """A person: what changes on which day (`long_term`, `citizen`, `other`, `left`, or a region moved to)."""

    person: str
    permit: str
    nationality: str | None
    region: str | None
    first: dt.date
    changes: tuple[tuple[dt.date, str], ...] = ()
    found: dt.date | None = None
    last_sign: dt.date | None = None

    def rows(self, extract: dt.date = EXTRACT) -> list[dict[str, object]]:
        """The rows of the file."""
        about = {
            "person": self.person, "permit_type": self.permit, "nationality": self.nationality,
            "first_permit": self.first, "observed_from": self.found, "extract": extract,
        }  # fmt: skip
        state, region, start, rows = "on_permit", self.region, self.first, list[dict[str, object]]()
        for day, what in self.changes:
            if day > extract or state == "left":
                break
            then = "moved" if what in REGIONS else what
            row = {"state": state, "region": region, "start": start, "end": day, "end_state": then}
            rows.append(about | row | {"last_sign": self.last_sign if what == "left" else None})
            state, region, start = (state, what, day) if what in REGIONS else (what, region, day)
        if state != "left":
            rows.append(about | {"state": state, "region": region, "start": start})
        return rows


def file_of(lives: list[Life], extract: dt.date = EXTRACT) -> pl.DataFrame:
    """The file of persons."""
    names = (
        "person", "permit_type", "nationality", "region", "first_permit", "observed_from", "state", "start", "end",
        "end_state", "last_sign", "extract",
    )  # fmt: skip
    rows = [row for life in lives for row in life.rows(extract)]
    return pl.DataFrame(
        {name: [None if row.get(name) is None else str(row[name]) for row in rows] for name in names},
        schema=dict.fromkeys(names, pl.String),
    )


def cohort(
    seed: int, persons: int, *, permits: dict[str, float] | None = None, regions: dict[str, float] | None = None,
    mean_days: float = 1500, stock: float = 0.2, moves: float = 0.1,
) -> list[Life]:  # fmt: skip
    """Persons with random lives; some found in the stock, which only those can be who are still here."""
    luck = np.random.default_rng(seed)
    permits, regions = permits or {"highly_skilled": 1.0}, regions or {"flanders": 0.6, "brussels": 0.4}
    found = []
    for number in range(persons):
        first = dt.date(2014, 1, 1) + dt.timedelta(int(luck.integers(0, 3000)))
        days = {what: int(luck.exponential(mean)) + 1 for what, mean in (("left", mean_days), ("long_term", 1400))}
        days["citizen"] = days["long_term"] + int(luck.exponential(900)) + 1
        region = str(luck.choice(list(regions), p=list(regions.values())))
        if luck.random() < moves:
            days["wallonia" if region != "wallonia" else "flanders"] = int(luck.exponential(1200)) + 1
        ordered = sorted((day, what) for what, day in days.items() if day <= days["left"])
        changes = tuple((first + dt.timedelta(day), what) for day, what in ordered)
        kept = tuple(c for at, c in enumerate(changes) if at == 0 or c[0] > changes[at - 1][0])
        stands = first + dt.timedelta(int(luck.integers(1, 700))) if luck.random() < stock else None
        if stands is not None and not stands < min(kept[-1][0], EXTRACT):
            continue  # gone before the count of the stock: never seen
        permit = str(luck.choice(list(permits), p=list(permits.values())))
        nationality = str(luck.choice(["IN", "TR", "MA", "US"]))
        found.append(Life(f"P{number:05}", permit, nationality, region, first, kept, stands))
    return found
