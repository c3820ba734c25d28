"""A reform held against the law: the law as it leaves it, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corridor.permits.book import amended, book, documents
from corridor.rules.amendment import faults
from corridor.rules.errors import AmendmentError, ReformError, RuleFileError
from corridor.rules.model import RuleSet
from corridor.rules.reform import Reform
from corridor.web.reforms.errors import ReformRefusal
from corridor.web.reforms.state import TRIAL, State

Fault = AmendmentError | ReformRefusal


@dataclass(frozen=True)
class Law:
    """A reform and the law under it; `rules` is None where something is wrong (`faults`)."""

    reform: Reform | None
    rules: RuleSet | None
    faults: tuple[Fault, ...]


def under(state: State, region: str, *, id: str = "trial", label: Mapping[str, str] = TRIAL, note: Any = None) -> Law:
    """The law of a region as the controls leave it; the law as it is where they change nothing."""
    found: list[Fault] = [*state.faults]
    if state.is_empty:
        return Law(None, None if found else book(region).rules, tuple(found))
    amendment = state.amendment(id, label, note)
    found += [f for f in faults(amendment, documents(), region) if state.changes or f.key != "nothing_changes"]
    if found:
        return Law(None, None, tuple(found))
    try:
        reform = state.reform(id, label, note)
        return Law(reform, amended(reform, region), ())
    except (AmendmentError, ReformRefusal) as error:
        return Law(None, None, (error,))
    except (ReformError, RuleFileError, RecursionError) as error:
        return Law(None, None, (misfit(state, error),))


def misfit(state: State, error: Exception) -> Fault:
    """What the rules engine says of the reform as a whole, as a fault."""
    why = str(error.faults[0]) if isinstance(error, RuleFileError) and error.faults else str(error)
    if any(state.rest.values()):
        return ReformRefusal("other_part", why=why[:300])
    return AmendmentError("changes", "unfit_law", why=why[:300])


def held_everywhere(reform: Reform, state: State) -> Fault | None:
    """Whether the law of every region holds together under a reform, as the commands ask; else why not."""
    try:
        for region in documents().regions:
            amended(reform, region)
    except (ReformError, RuleFileError, RecursionError) as error:
        return misfit(state, error)
    return None
