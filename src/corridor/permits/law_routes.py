"""A route as the law has it on a day, for a reader without a case: what it asks, what is judged, what follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from corridor.permits.law_history import Period, law_day, reference_marks, value_on
from corridor.permits.law_words import LANGUAGES, Said, Wording, Words, word
from corridor.permits.rights import dependence_months
from corridor.rules import expression as x
from corridor.rules.explain import used_lists, used_parameters
from corridor.rules.freeze import Frozen
from corridor.rules.interpret import Reading
from corridor.rules.model import Condition, Formality, Outcome, Parameter, Phrase, Reference, Route, Step
from corridor.rules.wording import show

BLANK = re.compile(r"\{([^{}]*)\}")
ANYONE = x.Const(True)
MOST_CASES = 3
"""A right that is given in more cases than these is not combined with another one."""


@dataclass(frozen=True)
class Asked:
    """A condition, a judgement or a note in the version of the day.

    `text` has its amounts filled in; `rule` is the expression as the engine reads it; `when` says for whom, in words
    (judgement and notes; None: for everybody). `marks`: medium, low, practice, guidance, unsettled.
    """

    id: str
    text: Words
    ref: Reference | None
    start: date | None
    until: date | None
    values: tuple[tuple[Parameter, Period], ...]
    lists: tuple[str, ...]
    rule: str
    when: Words | None
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Elsewhen:
    """A condition that is not asked on the day, with the periods in which it is."""

    id: str
    text: Words
    periods: tuple[tuple[date | None, date | None], ...]


@dataclass(frozen=True)
class Follows:
    """What follows when a route is open. Each value is given case by case."""

    numbers: tuple[tuple[str, Words, tuple[Said, ...]], ...]
    duration: tuple[Said, ...]
    decision: tuple[Said, ...]
    fees: tuple[tuple[Parameter, Period], ...]
    documents: tuple[tuple[str, Words, Words | None], ...]
    notes: tuple[Asked, ...]
    rights: tuple[tuple[str, tuple[Said, ...]], ...]
    dependence: tuple[Said, ...]


@dataclass(frozen=True)
class FormalityOn:
    """The same right without a new authorisation: for whom, under which conditions, with what outcome."""

    when: Words
    conditions: tuple[Asked, ...]
    assessed: tuple[Asked, ...]
    follows: Follows


@dataclass(frozen=True)
class RouteOn:
    """A route on a day. `layer`: the folder of the law that holds it (federal or a region)."""

    name: str
    kind: str
    label: Words
    layer: str
    start: date
    until: date | None
    in_force: bool
    ref: Reference | None
    conditions: tuple[Asked, ...]
    elsewhen: tuple[Elsewhen, ...]
    assessed: tuple[Asked, ...]
    formality: FormalityOn | None
    follows: Follows

    @property
    def marks(self) -> tuple[str, ...]:
        """What is less than certain about the route as a whole."""
        return reference_marks(self.ref)

    @property
    def doubtful(self) -> int:
        """How many conditions are marked: unsettled, or known with less than high confidence."""
        return sum(bool({"unsettled", "low", "medium"} & set(c.marks)) for c in self.conditions)


def route_on(law: Frozen, name: str, day: date) -> RouteOn:
    """A route of a region's law on a day.

    Raises:
        KeyError: the region's law has no such route.
    """
    return _Reader(law, day).route(law.rules.routes[name])


def routes_on(law: Frozen, day: date) -> tuple[RouteOn, ...]:
    """All routes of a region's law on a day."""
    reader = _Reader(law, day)
    return tuple(reader.route(route) for route in law.rules.routes.values())


@dataclass(frozen=True)
class StepOn:
    """A step of the procedure: what is done, and for whom (None: for everybody)."""

    id: str
    text: Words
    when: Words | None
    ref: Reference | None
    marks: tuple[str, ...]


def steps_on(law: Frozen, day: date) -> tuple[StepOn, ...]:
    """The steps of the procedure on a day."""
    reader = _Reader(law, day)
    return tuple(reader.step(step) for step in law.rules.procedure.steps)


def readers(law: Frozen, day: date) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each list, the (route, condition) pairs that read it on the day; also through a term or a derived fact."""
    reader = _Reader(law, day)
    found: dict[str, list[tuple[str, str]]] = {}
    for route in law.rules.routes.values():
        if not (route.start <= day and (route.until is None or day <= route.until)):
            continue
        formal = route.formality
        read = (*route.conditions, *route.assessed, *((*formal.conditions, *formal.assessed) if formal else ()))
        for condition in read:
            phrase = condition.at(day)
            for name in () if phrase is None else used_lists(reader.reading, phrase.node):
                found.setdefault(name, []).append((route.name, condition.id))
    return {name: tuple(pairs) for name, pairs in found.items()}


class _Reader:
    def __init__(self, law: Frozen, day: date) -> None:
        self.rules, self.day = law.rules, day
        self.wording = Wording(law.rules, day)
        same = max(
            law_day(law.rules, day), law.rules.coverage[0]
        )  # few moments are worked out, whatever days are asked
        self.reading = Reading(law.rules, law.moments.at(same, same), {"application_date": same})

    def route(self, route: Route) -> RouteOn:
        asked = tuple(self.asked(route.conditions))
        return RouteOn(
            name=route.name,
            kind=route.kind,
            label=route.label,
            layer=route.region,
            start=route.start,
            until=route.until,
            in_force=route.start <= self.day and (route.until is None or self.day <= route.until),
            ref=route.ref,
            conditions=asked,
            elsewhen=tuple(self.elsewhen(route.conditions)),
            assessed=tuple(self.asked(route.assessed, judgement=True)),
            formality=self.formality(route.formality) if route.formality else None,
            follows=self.follows(route.outcome),
        )

    def asked(self, given: Iterable[Condition], *, judgement: bool = False) -> Iterator[Asked]:
        for condition in given:
            phrase = condition.at(self.day)
            if phrase is not None:
                yield self.one(condition, phrase, judgement)

    def one(self, condition: Condition, phrase: Phrase, judgement: bool) -> Asked:
        node = phrase.node
        values = {p.name: p for p in used_parameters(self.reading, node)}
        for name in BLANK.findall(phrase.text.get("en", "")):
            if name.startswith("p."):
                values.setdefault(name[2:], self.rules.parameters[name[2:]])
        marks = reference_marks(phrase.ref)
        if any(isinstance(n, x.Unsettled) for n in x.walk(node)):
            marks = ("unsettled", *marks)
        return Asked(
            id=condition.id,
            text=self.filled(phrase.text),
            ref=phrase.ref,
            start=phrase.start,
            until=phrase.until,
            values=tuple((p, value_on(p, self.day)) for p in values.values()),
            lists=tuple(used_lists(self.reading, node)),
            rule=phrase.source_text,
            when=self.wording.words(node) if judgement and node != ANYONE else None,
            marks=marks,
        )

    def elsewhen(self, given: Iterable[Condition]) -> Iterator[Elsewhen]:
        for condition in given:
            if condition.at(self.day) is None and condition.versions:
                periods = tuple((p.start, p.until) for p in condition.versions)
                yield Elsewhen(condition.id, self.filled(condition.versions[-1].text), periods)

    def filled(self, text: Words) -> Words:
        """A text of the law with the day's amounts; what only a case could fill in is named instead."""

        def fill(name: str, lang: str) -> str:
            if name.startswith("p."):
                parameter = self.rules.parameters[name[2:]]
                dated = parameter.at(self.day)
                return show(dated.value if dated else None, lang, unit=parameter.unit)
            return f"[{self.rules.facts[name].label[lang]}]"

        def whole(lang: str) -> str:
            return BLANK.sub(lambda found: fill(found[1], lang), text.get(lang, ""))

        return {lang: whole(lang) for lang in LANGUAGES}

    def formality(self, formality: Formality) -> FormalityOn:
        return FormalityOn(
            when=self.wording.words(formality.when),
            conditions=tuple(self.asked(formality.conditions)),
            assessed=tuple(self.asked(formality.assessed, judgement=True)),
            follows=self.follows(formality.outcome),
        )

    def step(self, step: Step) -> StepOn:
        when = self.wording.words(step.when) if step.when is not None else None
        return StepOn(step.id, self.filled(step.text), when, step.ref, reference_marks(step.ref))

    # ---- what follows ----
    def follows(self, outcome: Outcome) -> Follows:
        fees = [self.rules.parameters[name] for name in outcome.fees]
        rights = {name: self.wording.said(value, "months") for name, value in outcome.rights.items()}
        return Follows(
            numbers=tuple(self.numbers(outcome.numbers)),
            duration=self.wording.said(outcome.duration_months, "months"),
            decision=self.wording.said(outcome.decision_days, "days"),
            fees=tuple((p, value_on(p, self.day)) for p in fees),
            documents=tuple(
                (name, self.rules.documents[name], self.wording.words(when) if when is not None else None)
                for name, when in outcome.documents
            ),
            notes=tuple(self.asked(outcome.notes, judgement=True)),
            rights=tuple(rights.items()),
            dependence=_dependence(rights) if rights else (),
        )

    def numbers(self, numbers: dict[str, Any]) -> Iterator[tuple[str, Words, tuple[Said, ...]]]:
        for name, value in numbers.items():
            known = self.rules.numbers.get(name, {})
            label = known.get("label") or dict.fromkeys(LANGUAGES, name)
            yield name, label, self.wording.said(value, known.get("unit"))


def _dependence(rights: dict[str, tuple[Said, ...]]) -> tuple[Said, ...]:
    """Months of dependence on the employer, for each pair of cases of the two rights that end it."""
    change, unlimited = rights.get("employer_change_months", ()), rights.get("unlimited_after_months", ())
    if not change or not unlimited or max(len(change), len(unlimited)) > MOST_CASES:
        return (Said("not_known"),)
    out: list[Said] = []
    for a in change:
        ends = [(b, dependence_months(_months(a), _months(b))) for b in unlimited]
        if len({months for _, months in ends}) == 1:
            ends = [(Said("not_known"), ends[0][1])]
        out += [_dependent(months, _both(a.when, b.when)) for b, months in ends]
    out = [s for n, s in enumerate(out) if s not in out[:n]]
    last = out[-1]
    return (last,) if all((s.kind, s.value) == (last.kind, last.value) for s in out) else tuple(out)


def _dependent(months: int | None, when: Words | None) -> Said:
    return Said("not_known" if months is None else "value", months, "months", when=when)


def _months(said: Said) -> Any:
    if said.kind == "never":
        return "never"
    value = said.period.value if said.period and said.period.decides else said.value if said.period is None else None
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _both(one: Words | None, other: Words | None) -> Words | None:
    if one is None or other is None:
        return one or other
    return {lang: word("and", lang).join((one[lang], other[lang])) for lang in LANGUAGES}
