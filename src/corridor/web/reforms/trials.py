"""Trials held ready: the pairs of a plan, answered once for each process, so that a slider is answered at once.

Getting one ready takes seconds: a thread does it, one plan at a time, while pages say how far it is. Requests that
come meanwhile join it. The plans used last are kept; a plan made again, a dataset that changed or another law is
another key, so that nothing old is answered.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corridor.permits.book import book
from corridor.plan.errors import PlanError
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import changes_since
from corridor.web.pool.models import Dataset, Origin
from corridor.web.pool.queries import scan
from corridor.web.reforms.errors import ReformRefusal
from corridor.web.reforms.state import State, can_change

if TYPE_CHECKING:
    import polars as pl

    from corridor.permits.trial import Outcome, Trial
    from corridor.plan.pairs import PlanPairs

KEPT = 3
"""Plans that a process holds ready."""
PATIENCE = 20.0
"""Seconds for which a failure is told before it is tried again."""
SEARCH, ANSWER = "search", "answer"
log = logging.getLogger(__name__)
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Ready:
    """A plan whose pairs can be tried.

    Attributes:
        trial: of the pairs.
        total, drawn: pairs there are, and pairs in the trial.
        people, vacancies: different ones among all pairs.
        heaviest: pairs of the person who has most: so many at least make sure that a count is of more than one.
        notes: what a reader must know, in three languages.
    """

    trial: Trial
    total: int
    drawn: int
    people: int
    vacancies: int
    heaviest: int
    notes: tuple[dict[str, str], ...]

    @cached_property
    def today(self) -> Outcome:
        """The outcome of the law as it is."""
        return self.trial.under(self.trial.rules)

    @cached_property
    def by_route(self) -> Mapping[str, Mapping[str, int]]:
        """Pairs by route and state under the law as it is."""
        found: dict[str, dict[str, int]] = {}
        for route, state, count in self.today.states.select("route", "state", "before").iter_rows():
            found.setdefault(route, {})[state] = count or 0
        return found


@dataclass
class Preparing:
    """A plan that is being made ready, or why it cannot be."""

    stage: str = SEARCH
    done: int = 0
    total: int = 0
    ready: Ready | None = None
    error: ReformRefusal | PlanError | None = None
    ended_at: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def percent(self) -> int | None:
        """How far the search is; None where that is not known."""
        return min(100, 100 * self.done // self.total) if self.total else None


_held: OrderedDict[Key, Preparing] = OrderedDict()
_lock = threading.Lock()
_one_at_a_time = threading.Lock()


def prepared(plan: Plan, *, patience: float = 0.0) -> Preparing:
    """The trial of a plan, or how far it is; made where nobody has asked for it yet.

    Args:
        plan: finished.
        patience: seconds to wait for it.

    Raises:
        ReformRefusal: a dataset of the plan is gone or has changed.
    """
    key, load = _key(plan), _loader(plan)
    with _lock:
        found = _held.get(key)
        if found is None or (found.error is not None and time.monotonic() - found.ended_at > PATIENCE):
            found = _held[key] = Preparing()
            threading.Thread(target=_make, args=(found, load), name=f"trial-{plan.pk}", daemon=True).start()
        _held.move_to_end(key)
        while len(_held) > KEPT:
            _held.popitem(last=False)
    if patience:
        found.over.wait(patience)
    return found


def forget() -> None:
    """Let go of everything that is held."""
    with _lock:
        _held.clear()


def _key(plan: Plan) -> Key:
    changes = set(changes_since(plan))
    if changes & {"talents_gone", "vacancies_gone"}:
        raise ReformRefusal("dataset_gone")
    if changes & {"talents", "vacancies"}:
        raise ReformRefusal("dataset_changed")
    versions = (plan.talents_id, plan.talents_version, plan.vacancies_id, plan.vacancies_version)
    return (str(plan.path), plan.digest, *versions, book(plan.region).rules.digest, _living(plan.talents))


def _living(talents: Dataset | None) -> int:
    """Of talents' own profiles: how many may be used now. A consent that is withdrawn counts at once."""
    if talents is None or talents.origin != Origin.PROFILES:
        return 0
    import polars as pl

    return int(scan(talents).select(pl.len()).collect().item())


Load = Callable[[Callable[[str, int, int], None]], Ready]


def _loader(plan: Plan) -> Load:
    """What the thread does. All that needs the database is asked here, in the thread of the request."""
    assert plan.talents is not None
    assert plan.vacancies is not None
    folder, region, day = plan.path, plan.region, plan.date
    talents, vacancies = scan(plan.talents), scan(plan.vacancies)

    def load(progress: Callable[[str, int, int], None]) -> Ready:
        from corridor.permits.trial import Trial
        from corridor.plan.pairs import plan_pairs

        law = book(region)
        pairs = plan_pairs(folder, talents.collect(), vacancies.collect(), law=law, progress=progress)
        if not pairs.drawn:
            raise ReformRefusal("no_pairs")
        progress(ANSWER, 0, 0)
        found = _ready(Trial(pairs.frame, law), pairs)
        _moved_once(found.trial, region, day)
        return found

    return load


def _moved_once(trial: Trial, region: str, day: date) -> None:
    """Try some reform: what the first one reads and compiles, no visitor waits for."""
    from corridor.permits.book import amended

    routes = can_change(region, day).routes[:1]
    trial.under(amended(State(start=day, closed=tuple(route.path for route in routes)).reform(), region))


def _ready(trial: Trial, pairs: PlanPairs) -> Ready:
    found = Ready(
        trial=trial,
        total=pairs.total,
        drawn=pairs.drawn,
        people=pairs.people,
        vacancies=pairs.vacancies,
        heaviest=_heaviest(pairs.frame),
        notes=tuple(dict(note.text) for note in pairs.notes),
    )
    _ = found.by_route  # the first page needs it
    return found


def _heaviest(frame: pl.DataFrame) -> int:
    """The most pairs of one person. An id with spaces may be taken for another one's: never for too few pairs."""
    import polars as pl

    person = frame.select(pl.col("id").str.split(" ").list.last().alias("person"))
    return int(person.group_by("person").len()["len"].max() or 0)  # type: ignore[arg-type]


def _make(state: Preparing, load: Load) -> None:
    def progress(stage: str, done: int, total: int) -> None:
        state.stage, state.done, state.total = stage, done, total

    try:
        with _one_at_a_time:
            state.ready = load(progress)
    except (ReformRefusal, PlanError) as error:
        state.error = error
    except Exception as error:  # told to whoever waits; the thread has nobody else
        log.exception("the pairs of a plan")
        state.error = ReformRefusal("not_made", kind=type(error).__name__)
    finally:
        state.ended_at = time.monotonic()
        state.over.set()
