"""Simulations held ready: results by what the design says, so that a page that is asked twice is answered at once.

The key is the content of the design, the draws and the seed: who asks for the same design gets the same result, and
nothing about a person is in it. The least used are let go of; one simulation runs at a time in a process.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corridor.partnerships.design import Design
from corridor.partnerships.errors import PartnershipError
from corridor.web.partnerships.design_files import DesignFaults, bounded, rows
from corridor.web.partnerships.errors import DesignRefusal

if TYPE_CHECKING:
    from corridor.partnerships.break_even import BreakEven
    from corridor.partnerships.results import Result
    from corridor.partnerships.sensitivity import Effect
    from corridor.partnerships.simulation import Run
    from corridor.partnerships.win import Win

DRAWS, QUICK = 10_000, 1_000
"""Draws of a page, and of a slider that moves."""
FEWEST = 100
BUDGET = 60_000_000
"""Stages that people of all draws pass: beyond it there are fewer draws."""
SEED = 0
HELD = 64
HELD_BYTES = 192 * 1024 * 1024
log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Simulated:
    """A run with its results; a whole one also has what it hangs on, who wins, and the break-even share."""

    run: Run
    result: Result
    size: int
    effects: tuple[Effect, ...] = ()
    win: Win | None = None
    even: BreakEven | None = None


_held: OrderedDict[tuple[Any, ...], Simulated] = OrderedDict()
_lock = threading.Lock()
_one_at_a_time = threading.Lock()


def draws_for(design: Design, wanted: int) -> int:
    """How often a design is drawn: fewer times where very many people pass very many stages."""
    return max(FEWEST, min(wanted, BUDGET // max(1, design.intake() * rows(design))))


def simulated(design: Design, *, draws: int, whole: bool = False) -> Simulated:
    """A design simulated.

    Args:
        design: within what is simulated here; it is checked again.
        draws: as many as wanted; see `draws_for`.
        whole: also the cost of one more person, what the number placed hangs on, and who wins.

    Raises:
        DesignFaults: it is too large, or cannot be simulated.
    """
    bounded(design)
    draws = draws_for(design, draws)
    said = content(design)
    if not whole and (found := _look((said, draws, True))) is not None:
        return found
    return _kept((said, draws, whole), lambda: _simulate(design, draws, whole))


def content(design: Design) -> str:
    """What a design says, in a word: equal designs have the same."""
    return hashlib.blake2b(repr(design).encode(), digest_size=16).hexdigest()


def forget() -> None:
    """Let go of everything that is held."""
    with _lock:
        _held.clear()


def _kept(key: tuple[Any, ...], make: Callable[[], Simulated]) -> Simulated:
    if (found := _look(key)) is not None:
        return found
    with _one_at_a_time:
        if (found := _look(key)) is not None:
            return found
        made = make()
    with _lock:
        _held[key] = made
        while len(_held) > HELD or (len(_held) > 1 and sum(one.size for one in _held.values()) > HELD_BYTES):
            _held.popitem(last=False)
    return made


def _look(key: tuple[Any, ...]) -> Simulated | None:
    with _lock:
        found = _held.get(key)
        if found is not None:
            _held.move_to_end(key)
    return found


def _simulate(design: Design, draws: int, whole: bool) -> Simulated:
    from corridor.partnerships.results import summary
    from corridor.partnerships.simulation import simulate

    try:
        run = simulate(design, draws=draws, seed=SEED)
        result = summary(run, marginal=whole)
        return _whole(run, result) if whole else Simulated(run, result, _size(run))
    except PartnershipError as error:
        raise DesignFaults([error]) from None
    except (ArithmeticError, ValueError, MemoryError, KeyError, IndexError) as error:
        log.exception("a design was not simulated")
        raise DesignFaults([DesignRefusal("not_simulated", kind=type(error).__name__)]) from None


def _whole(run: Run, result: Result) -> Simulated:
    from corridor.partnerships.break_even import break_even
    from corridor.partnerships.sensitivity import sensitivity
    from corridor.partnerships.win import win

    account = replace(win(run), line_draws={}, account_draws={})  # the page needs no single draws
    even = replace(break_even(run), draws=None)
    return Simulated(run, result, _size(run), sensitivity(run, "placed_abroad"), account, even)


def _size(run: Run) -> int:
    """Bytes of the arrays of a run."""
    return sum(getattr(getattr(run, name), "nbytes", 0) for name in run.__dataclass_fields__)
