"""The answer in the order in which a person reads it: what is open, undecided, closed, and what is not sure.

The states, texts and changes are the library's; here they are put in groups and said in whole sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from corridor.permits.best_route import UMBRELLAS
from corridor.rules.changes import TO_CONFIRM
from corridor.rules.model import RuleSet
from corridor.web.design import names
from corridor.web.route_check import questions, units
from corridor.web.route_check.given import Given, vocabulary

Answer = Mapping[str, Any]
FREE = ("exemption", "formality")
WAYS = ("work_route", "formality")
NEAREST = 4
"""So many undecided and so many closed routes are shown in full at first."""
UNSURE = ("low", "medium")


@dataclass(frozen=True)
class Asked:
    """A fact that is missing or could change: its name, what it is called."""

    name: str
    label: str


@dataclass(frozen=True)
class Opening:
    """Facts that together would open a route, in words; `try_` names them for "what if"."""

    changes: tuple[str, ...]
    to_confirm: bool
    try_: str


@dataclass(frozen=True)
class Shown:
    """A route as it is shown."""

    name: str
    answer: Answer
    conditions: tuple[Answer, ...]
    missing: tuple[Asked, ...] = ()
    openings: tuple[Opening, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    fees: tuple[Answer, ...] = ()
    rights: tuple[tuple[str, str], ...] = ()
    dependence: str = ""
    unsettled: bool = False
    """Undecided though no fact is missing: the law, an amount or a list is not known."""

    @property
    def label(self) -> str:
        """What the route is called."""
        return str(self.answer["label"])

    @property
    def state(self) -> str:
        """open, closed or unknown."""
        return str(self.answer["state"])

    @property
    def kind(self) -> str:
        """work_route, exemption, status or formality."""
        return str(self.answer["kind"])

    def counted(self, result: str) -> int:
        """How many conditions have a result."""
        return sum(c["result"] == result for c in self.conditions)

    @property
    def met(self) -> int:
        """How many conditions are met."""
        return self.counted("met")

    @property
    def of(self) -> int:
        """How many conditions there are."""
        return len(self.conditions)

    @property
    def failing(self) -> tuple[Answer, ...]:
        """The conditions that are not met."""
        return tuple(c for c in self.conditions if c["result"] == "not_met")

    @property
    def judged(self) -> list[Answer]:
        """What the authority judges, and nobody can compute."""
        return list(self.answer["assessed"])


@dataclass(frozen=True)
class Result:
    """The answer to one case, for a page or a document.

    `undecided` are routes to a permit, `perhaps` exemptions and statuses that are not ruled out; `closed` are those
    that something would open, `aside` those that the answers rule out.
    """

    given: Given
    answer: Answer
    needed: bool | None
    why_free: tuple[str, ...]
    open: tuple[Shown, ...]
    undecided: tuple[Shown, ...]
    perhaps: tuple[Shown, ...]
    closed: tuple[Shown, ...]
    aside: tuple[Shown, ...]
    umbrellas: tuple[Shown, ...]
    presumed: tuple[tuple[Asked, str], ...]
    answered: tuple[tuple[Asked, str], ...]
    unsure: tuple[tuple[str, Answer], ...] = field(default=())

    @property
    def counts(self) -> dict[str, int]:
        """How many ways there are by state; the permits that only repeat others are not counted."""
        shown = (*self.open, *self.undecided, *self.perhaps, *self.closed, *self.aside)
        return {state: sum(s.state == state for s in shown) for state in ("open", "unknown", "closed")}

    @property
    def nearly(self) -> tuple[Shown, ...]:
        """The undecided routes of which most is known."""
        return self.undecided[:NEAREST]

    @property
    def unclear(self) -> tuple[Shown, ...]:
        """The other undecided routes."""
        return self.undecided[NEAREST:]

    @property
    def nearest(self) -> tuple[Shown, ...]:
        """The closed routes that take least to open."""
        return self.closed[:NEAREST]

    @property
    def farther(self) -> tuple[Shown, ...]:
        """The other closed routes that something would open."""
        return self.closed[NEAREST:]

    @property
    def verdict(self) -> str:
        """Whether a permit is needed, in a sentence."""
        if self.needed is False:
            return _("No work authorisation is needed.")
        if self.needed is None:
            return _("Whether a work authorisation is needed cannot be said yet.")
        return _("A work authorisation is needed.")

    @property
    def headline(self) -> str:
        """What follows for the person, in a sentence."""
        ways = [s for s in self.open if s.kind == "work_route"]
        if self.needed is False:
            return _("You may work without one: %(why)s.") % {"why": "; ".join(self.why_free)}
        if ways:
            return _("By your answers, this route is open: %(route)s.") % {"route": ways[0].label}
        if self.undecided or self.perhaps:
            return _("No route to one is certainly open yet; some depend on facts that are not known.")
        return _("By your answers, no route to one is open.")

    @property
    def procedure(self) -> Answer:
        """Authority, steps and numbers of the case as a whole."""
        found: Answer = self.answer["procedure"]
        return found

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """The numbers of the procedure."""
        return list(_numbers(self.answer["procedure"]["numbers"], questions.rules_of(self.given)))


def result(given: Given, answer: Answer) -> Result:
    """The answer to a case, arranged."""
    rules = questions.rules_of(given)
    shown = {name: _shown(name, route, rules) for name, route in answer["routes"].items()}
    ways = [s for n, s in shown.items() if n not in UMBRELLAS]
    opened = sorted((s for s in ways if s.state == "open"), key=_usefulness)
    undecided = [s for s in ways if s.state == "unknown"]
    closed = sorted((s for s in ways if _nearby(s)), key=lambda s: _distance(s, rules))
    near = {s.name for s in closed}
    return Result(
        given,
        answer,
        answer["permit_needed"],
        tuple(s.label for s in opened if s.kind in FREE),
        tuple(opened),
        tuple(sorted((s for s in undecided if s.kind in WAYS), key=lambda s: s.counted("unknown"))),
        tuple(sorted((s for s in undecided if s.kind not in WAYS), key=lambda s: s.counted("unknown"))),
        tuple(closed),
        tuple(s for s in ways if s.state == "closed" and s.name not in near),
        tuple(s for n, s in shown.items() if n in UMBRELLAS and s.state != "closed"),
        tuple((Asked(n, questions.label(n)), units.fact_shown(n, v)) for n, v in answer["presumed"].items()),
        answered(given),
        tuple(_unsure([*opened, *undecided])),
    )


def answered(given: Given) -> tuple[tuple[Asked, str], ...]:
    """What the person has said, in the order in which it was said."""
    return tuple((Asked(n, questions.label(n)), units.fact_shown(n, v)) for n, v in given.answers.items())


def one_route(given: Given, answer: Answer, name: str) -> Shown:
    """One route in full.

    Raises:
        KeyError: the region's law has no such route.
    """
    return _shown(name, answer["routes"][name], questions.rules_of(given))


def _nearby(shown: Shown) -> bool:
    """Whether a closed route is one that a person would think of: a way to work that something would open."""
    return shown.state == "closed" and shown.kind == "work_route" and bool(shown.openings)


def _usefulness(shown: Shown) -> tuple[int, int]:
    months = shown.answer["outcome"]["rights"].get("dependence_months")
    order = {"exemption": 0, "formality": 1, "work_route": 2, "status": 3}
    return order.get(shown.kind, 4), months if isinstance(months, int) else 61


def _distance(shown: Shown, rules: RuleSet) -> tuple[float, int]:
    """How much it takes to open a route: the least effort over its sets of changes, then how much fails."""
    made = shown.answer["changes"]
    efforts = [sum(rules.facts[c["fact"]].effort * (TO_CONFIRM if c["confirm"] else 1.0) for c in one) for one in made]
    return min(efforts, default=99.0), len(shown.failing)


# ---- one route ------------------------------------------------------------------------------------------


def _shown(name: str, route: Answer, rules: RuleSet) -> Shown:
    outcome = route["outcome"]
    order = {"not_met": 0, "unknown": 1, "met": 2}
    conditions = tuple(sorted(route["conditions"], key=lambda c: order[c["result"]]))
    return Shown(
        name,
        route,
        conditions,
        missing=tuple(Asked(n, questions.label(n)) for n in route["unknown_facts"]),
        openings=tuple(_opening(name, at, made) for at, made in enumerate(route["changes"])),
        facts=tuple(_facts(outcome, rules)),
        fees=tuple(outcome["fees"]),
        rights=tuple(_rights(outcome["rights"])),
        dependence=_dependence(outcome["rights"]),
        unsettled=route["state"] == "unknown" and not route["unknown_facts"],
    )


def _opening(route: str, at: int, made: list[Answer]) -> Opening:
    all_to_confirm = all(c["confirm"] for c in made)
    return Opening(tuple(change(c, said=all_to_confirm) for c in made), all_to_confirm, f"{route}:{at}")


def change(made: Answer, *, said: bool = False) -> str:
    """One change in words: what, to what, by how much, or to be confirmed (unless that is `said` already)."""
    label, to = questions.label(made["fact"]), units.fact_shown(made["fact"], made["to"])
    if made["confirm"] and not said:
        return _("%(fact)s: %(to)s (to be confirmed)") % {"fact": label, "to": to}
    if made["by"] is None:
        return _("%(fact)s: %(to)s") % {"fact": label, "to": to}
    fact = vocabulary().facts[made["fact"]]
    return _("%(fact)s: %(to)s (%(by)s)") % {
        "fact": label,
        "to": to,
        "by": units.amount(made["by"], fact.unit, sign=True),
    }


def _facts(outcome: Answer, rules: RuleSet) -> Iterator[tuple[str, str]]:
    """How long it lasts, how long the decision takes, and the other numbers."""
    numbers = {n: v for n, v in outcome["numbers"].items() if n != "decision_days"}
    longest = outcome["duration_months"]
    if longest is None and isinstance(numbers.get("max_months"), (int, float)):
        longest = numbers.pop("max_months")
    elif longest == numbers.get("max_months"):
        numbers.pop("max_months", None)
    yield _("Valid for at most"), units.amount(longest, "months")
    yield _("Time for the decision"), units.amount(outcome["decision_days"], "days")
    if outcome["fees"]:  # they say the same amounts, with date and source
        numbers = {n: v for n, v in numbers.items() if rules.numbers.get(n, {}).get("unit") != "EUR"}
    yield from _numbers(numbers, rules)


def _numbers(numbers: Mapping[str, Any], rules: RuleSet) -> Iterator[tuple[str, str]]:
    for name, value in numbers.items():
        told = rules.numbers.get(name)
        if told is not None and value is not None:
            yield told["label"][names.language()], units.amount(value, told["unit"])


def _rights(rights: Answer) -> Iterator[tuple[str, str]]:
    if not rights:
        return
    yield (
        _("Another employer"),
        _period(
            rights.get("employer_change_months"),
            _("possible from the first day"),
            _("without a new permit after %(months)s"),
            _("every change needs a new permit"),
        ),
    )
    yield (
        _("If the job is lost"),
        _period(
            rights.get("job_loss_months"),
            _("no time is given to look for another job"),
            _("%(months)s to find another job"),
            _("the right to work does not end"),
        ),
    )
    yield (
        _("Access to all work"),
        _period(
            rights.get("unlimited_after_months"),
            _("from the first day"),
            _("after %(months)s"),
            _("never by this route"),
        ),
    )
    family = {"may_work": _("may join and work"), "may_join": _("may join"), "none": _("no right by this route")}
    yield _("The family"), family.get(str(rights.get("family")), units.not_known())
    if rights.get("secondary_work"):
        yield _("Other work beside it"), str(rights["secondary_work"])


def _period(value: Any, at_once: str, later: str, never: str) -> str:
    if value is None:
        return units.not_known()
    if value == "never":
        return never
    return at_once if value == 0 else later % {"months": units.amount(value, "months")}


def _dependence(rights: Answer) -> str:
    months = rights.get("dependence_months")
    if months is None:
        return units.not_known()
    return _("%(n)s of the first 60 months") % {"n": months}


# ---- what is not sure --------------------------------------------------------------------------------------


def _unsure(shown: list[Shown]) -> Iterator[tuple[str, Answer]]:
    """Texts and references that are less than certain in what is open or undecided, each once."""
    seen: set[str] = set()
    for route in shown:
        for item in route.conditions:
            for reference in (item["reference"], *item["parameters"]):
                doubtful = reference and (reference.get("confidence") in UNSURE or reference.get("status") in _STATUSES)
                said = reference.get("label") or item["text"] if doubtful else ""
                if said and said not in seen:
                    seen.add(said)
                    yield said, {"status": reference.get("status"), "confidence": reference.get("confidence")}


_STATUSES = ("estimated", "carried_over", "expected", "not_known")
