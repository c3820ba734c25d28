"""Rules between the rows of a log: duplicates, contradictions, order, closings. Each takes out the rows that break it.

A rule sees only the rows that the rules before it let pass, and later events are held against earlier ones that
passed. So a log that has been through all of them passes all of them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from corridor.partnerships.event_lists import lists
from corridor.partnerships.log_cells import Fault

KEY = ["scheme", "participant"]
SAME = [*KEY, "event", "date", "outcome", "reason", "amount"]
Rule = Callable[[pl.DataFrame], list[Fault]]


def row_faults(rows: pl.DataFrame, as_of: date) -> list[Fault]:
    """All faults between and inside rows.

    Args:
        rows: typed rows without faults of cells: `at` (place in the file, from 0) and every column of the log.
        as_of: events after this day have not happened.
    """
    rules: tuple[Rule, ...] = (
        lambda rows: _future(rows, as_of), _cells_of_event, _subjects, _duplicates, _contradictions, _once, _erased,
        _order, _closed, _early, _decisions,
    )  # fmt: skip
    found: list[Fault] = []
    for rule in rules:
        told = rule(rows)
        found += told
        if told:
            rows = rows.filter(~pl.col("at").is_in([fault.at for fault in told]))
    return found


def _faults(rows: pl.DataFrame, field: str, key: str, **columns: str) -> list[Fault]:
    """One fault a row; `columns` names the column that each placeholder is taken from."""
    return [
        Fault(row["at"], field, _text(row[field]), key, {name: _text(row[c]) for name, c in columns.items()})
        for row in rows.iter_rows(named=True)
    ]


def _text(value: Any) -> str:
    return "–" if value is None else str(value)


def _future(rows: pl.DataFrame, as_of: date) -> list[Fault]:
    late = rows.filter(pl.col("date") > as_of).with_columns(pl.lit(as_of).alias("as_of"))
    return _faults(late, "date", "log_future", raw="date", as_of="as_of")


def _cells_of_event(rows: pl.DataFrame) -> list[Fault]:
    """Outcomes that the event does not have or needs, and payments without an amount."""
    found: list[Fault] = []
    for name, of in rows.partition_by("event", as_dict=True).items():
        event = lists().events[str(name[0])]
        stated = of.filter(pl.col("outcome").is_not_null() & ~pl.col("outcome").is_in(list(event.outcomes)))
        stated = stated.with_columns(pl.lit(", ".join(event.outcomes) or "–").alias("known"))
        found += _faults(stated, "outcome", "log_outcome_not_of_event", event="event", raw="outcome", known="known")
        if event.needed:
            found += _faults(of.filter(pl.col("outcome").is_null()), "outcome", "log_outcome_needed", event="event")
        if event.id == "fee_paid":
            found += _faults(of.filter(pl.col("amount").is_null()), "amount", "log_amount_needed")
    return sorted(found, key=lambda fault: fault.at)


def _subjects(rows: pl.DataFrame) -> list[Fault]:
    """A code stands for a person or for a post."""
    posts = _of_posts()
    people = rows.filter(~pl.col("event").is_in(posts))["participant"].unique()
    both = rows.filter(pl.col("event").is_in(posts) & pl.col("participant").is_in(people.implode()))
    return _faults(both, "participant", "log_two_subjects")


def _of_posts() -> list[str]:
    return [id_ for id_, event in lists().events.items() if event.subject == "post"]


def _duplicates(rows: pl.DataFrame) -> list[Fault]:
    """The same event again; the first in the file is kept."""
    marked = rows.with_columns((pl.col("at").min().over(SAME) + 1).alias("first"))
    return _faults(marked.filter(pl.col("at") + 1 > pl.col("first")), "event", "log_duplicate", first="first")


def _contradictions(rows: pl.DataFrame) -> list[Fault]:
    """Different outcomes of one follow-up, or of one event on one day: which of them holds is not known."""
    follow_ups = [id_ for id_, event in lists().events.items() if event.month is not None]
    stated = rows.with_columns(
        pl.col("outcome").fill_null("yes").alias("told"),
        pl.when(pl.col("event").is_in(follow_ups)).then(pl.lit(None, pl.Date)).otherwise("date").alias("day"),
    ).filter(pl.col("told") != "unknown")
    several = pl.col("told").unique().sort().str.join(", ").over([*KEY, "event", "day"])
    against = stated.with_columns(several.alias("several")).filter(pl.col("several") != pl.col("told"))
    return _faults(against, "outcome", "log_contradiction", event="event", several="several")


def _once(rows: pl.DataFrame) -> list[Fault]:
    """What happens once, with several dates."""
    once = [id_ for id_, event in lists().events.items() if event.once]
    several = pl.col("date").cast(pl.String).unique().sort().str.join(", ").over([*KEY, "event"])
    of = rows.filter(pl.col("event").is_in(once)).with_columns(several.alias("several"))
    return _faults(of.filter(pl.col("several").str.contains(",")), "date", "log_once", event="event", several="several")


def _erased(rows: pl.DataFrame) -> list[Fault]:
    erased = rows.filter(pl.col("event") == "erased").group_by("participant").agg(pl.col("date").min().alias("when"))
    late = rows.join(erased, on="participant").filter(pl.col("date") > pl.col("when"))
    return _faults(late.sort("at"), "date", "log_after_erased", when="when")


def _order(rows: pl.DataFrame) -> list[Fault]:
    """Events dated before one that comes first in every scheme, in the order of the list."""
    happened = rows.filter(pl.col("outcome").fill_null("yes") != "no")
    out: list[int] = []
    found: list[Fault] = []
    for event in lists().events.values():
        of = rows.filter(pl.col("event") == event.id)
        if not event.after or of.height == 0:
            continue
        before = happened.filter(pl.col("event").is_in(list(event.after)) & ~pl.col("at").is_in(out))
        first = before.group_by(*KEY, "event").agg(pl.col("date").min().alias("when")).sort("when", "event")
        last = first.group_by(KEY).agg(pl.col("when").last(), pl.col("event").last().alias("before"))
        wrong = of.join(last, on=KEY, nulls_equal=True).filter(pl.col("date") < pl.col("when")).sort("at")
        found += _faults(wrong, "date", "log_order", event="event", date="date", before="before", when="when")
        out += wrong["at"].to_list()
    return sorted(found, key=lambda fault: fault.at)


def _closed(rows: pl.DataFrame) -> list[Fault]:
    """Steps of people who had withdrawn or were closed, without having been taken up again."""
    closing = [id_ for id_, event in lists().events.items() if event.closes]
    steps = rows.filter(pl.col("event").is_in([id_ for id_, event in lists().events.items() if event.goes_on]))
    ends = rows.filter(pl.col("event").is_in(closing)).select(
        *KEY, pl.col("date").alias("when"), pl.col("event").alias("closing")
    )
    reopening = [id_ for id_, event in lists().events.items() if event.reopens]
    again = rows.filter(pl.col("event").is_in(reopening)).select(*KEY, pl.col("date").alias("again"))
    after = steps.join(ends, on=KEY, nulls_equal=True).filter(pl.col("date") > pl.col("when"))
    taken_up = after.join(again, on=KEY, nulls_equal=True).filter(
        (pl.col("again") >= pl.col("when")) & (pl.col("again") <= pl.col("date"))
    )
    still = after.join(taken_up.select("at", "when"), on=["at", "when"], how="anti").sort("at", "when")
    still = still.unique("at", keep="first", maintain_order=True)
    return _faults(still, "date", "log_after_closing", event="event", date="date", closing="closing", when="when")


def _early(rows: pl.DataFrame) -> list[Fault]:
    """Follow-ups asked before their month."""
    found: list[Fault] = []
    for event in lists().events.values():
        if event.month is None or event.start is None:
            continue
        starts = rows.filter(pl.col("event") == event.start).select(*KEY, pl.col("date").alias("when"))
        of = rows.filter(pl.col("event") == event.id).join(starts, on=KEY, nulls_equal=True)
        due = pl.col("when").dt.offset_by(f"{event.month}mo") - pl.duration(days=lists().early_days)
        early = of.filter(pl.col("date") < due).with_columns(pl.lit(event.start).alias("start")).sort("at")
        found += _faults(early, "date", "log_too_early", event="event", date="date", start="start", when="when")
    return found


def _decisions(rows: pl.DataFrame) -> list[Fault]:
    """Different answers to one request, which was not made again in between: which of them holds is not known."""
    return [fault for request, answers in lists().decisions for fault in _answers(rows, request, answers)]


def _answers(rows: pl.DataFrame, request: str, answers: tuple[str, ...]) -> Iterator[Fault]:
    told = rows.filter(pl.col("event").is_in([request, *answers]))
    mixed = told.filter(pl.col("event").is_in(answers).any().over(KEY) & (pl.col("event").n_unique().over(KEY) > 1))
    for person in mixed.sort("date", "at").partition_by(KEY, maintain_order=True):
        asked = person.filter(pl.col("event") == request)["date"].to_list()
        given = person.filter(pl.col("event") != request).rows(named=True)
        wrong: dict[int, Fault] = {}
        for one, other in pairwise(given):
            again = any(one["date"] <= day <= other["date"] and day > min(asked) for day in asked)
            if one["event"] != other["event"] and not again:
                values = {"one": one["event"], "other": other["event"], "request": request}
                for row in (one, other):
                    wrong[row["at"]] = Fault(row["at"], "event", row["event"], "log_two_decisions", values)
        yield from wrong.values()
