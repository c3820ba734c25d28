"""Sizes of schemes, looked for beside the page: most take a second, a large gap takes several.

A thread does it and requests that ask for the same join it. Answers are held by what was asked and what the design
says, so that they are the same for everybody who asks; the least used are let go of.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.partnerships.design import Design
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.months import month_end
from corridor.web.partnerships.design_files import MOST_PEOPLE, DesignFaults, bounded
from corridor.web.partnerships.errors import DesignRefusal
from corridor.web.partnerships.simulations import content

if TYPE_CHECKING:
    from corridor.partnerships.sizing import GapAnswer, Sizing

HELD = 32
MOST_WANTED, MOST_MONTHS = 2_000, 240
"""People, and months from the start, for which a size is looked for; more take minutes."""
PATIENCE = 2.0
"""Seconds for which a page waits; then it says that the work goes on, and asks again."""
RETRY = 20.0
"""Seconds for which a failure is told before it is tried again."""
log = logging.getLogger(__name__)


@dataclass
class Search:
    """A size that is looked for: its answer, or why there is none."""

    answer: Any = None
    fault: PartnershipError | DesignRefusal | None = None
    ended_at: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def ended(self) -> bool:
        """Whether there is an answer or a fault."""
        return self.over.is_set()


_held: OrderedDict[tuple[Any, ...], Search] = OrderedDict()
_lock = threading.Lock()
_one_at_a_time = threading.Lock()


def for_number(design: Design, people: int, by: date, probability: float, *, patience: float = PATIENCE) -> Search:
    """The smallest intake with which a design places so many people by a day; `answer` is a `Sizing`."""
    bounded(design)
    _within(design.start, by)
    most = max(1, MOST_PEOPLE // max(1, len(design.waves)))

    def make() -> Sizing:
        from corridor.partnerships.sizing import size

        return size(people, design, by=by, probability=probability, largest_intake=most)

    return _asked(("number", content(design), people, by, probability), make, patience)


def for_occupation(
    isco08: str,
    posts: dict[str, int],
    region: str,
    start: date,
    by: date,
    probability: float,
    *,
    patience: float = PATIENCE,
) -> Search:
    """An outline scheme for the gap of one occupation, with countries to look at; `answer` is a `GapAnswer`."""
    _within(start, by)

    def make() -> GapAnswer | None:
        import polars as pl

        from corridor.partnerships.sizing import for_gap

        gaps = pl.DataFrame([{"isco08": isco08, **posts}])
        found = for_gap(gaps, region=region, date=start, by=by, probability=probability, top=1)
        return found[0] if found else None

    key = ("gap", isco08, tuple(sorted(posts.items())), region, start, by, probability)
    return _asked(key, make, patience)


def _within(start: date, by: date) -> None:
    """Refuse a day that is further off than is simulated here."""
    last = month_end(start, MOST_MONTHS)
    if by > last:
        raise DesignFaults([DesignRefusal("too_late", place="by", by=by.isoformat(), last=last.isoformat())])


def forget() -> None:
    """Let go of everything that is held."""
    with _lock:
        _held.clear()


def _asked(key: tuple[Any, ...], make: Callable[[], Any], patience: float) -> Search:
    with _lock:
        found = _held.get(key)
        if found is None or (found.fault is not None and time.monotonic() - found.ended_at > RETRY):
            found = _held[key] = Search()
            threading.Thread(target=_make, args=(found, make), name="sizing", daemon=True).start()
        _held.move_to_end(key)
        while len(_held) > HELD:
            _held.popitem(last=False)
    found.over.wait(patience)
    return found


def _make(search: Search, make: Callable[[], Any]) -> None:
    try:
        with _one_at_a_time:
            search.answer = make()
    except PartnershipError as error:
        search.fault = error
    except Exception as error:  # told to whoever waits; the thread has nobody else
        log.exception("the size of a scheme")
        search.fault = DesignRefusal("not_simulated", kind=type(error).__name__)
    finally:
        search.ended_at = time.monotonic()
        search.over.set()
