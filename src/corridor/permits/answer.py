"""The answer to one case: every route's state, why, what is missing, what would open it, and what follows.

`decide` gives the states alone, in microseconds; `answer` the whole answer as the contract of the command has it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from corridor.permits.case import Case
from corridor.permits.messages import text
from corridor.permits.rights import dependence_months
from corridor.rules.changes import Change, changes
from corridor.rules.explain import filled, missing_facts, sentence, used_lists, used_parameters
from corridor.rules.expression import Annual, Listed, Param, Span
from corridor.rules.facts import show_value
from corridor.rules.freeze import Frozen
from corridor.rules.interpret import Reading
from corridor.rules.kleene import Truth, any_of, negate, state
from corridor.rules.model import Choice, Condition, Outcome, Parameter, Phrase, Reference, Route, RuleSet, Step
from corridor.rules.questions import ranked

FREE = ("exemption", "formality")
"""Kinds of route that make an authorisation unnecessary."""
WORTH = {"exemption": 1.0, "work_route": 1.0, "formality": 0.6, "status": 0.2}
"""How much deciding a route of a kind counts when the next question is chosen."""


@dataclass(frozen=True)
class Decided:
    """The states of all routes, and whether a work authorisation is needed."""

    routes: dict[str, Truth]
    permit_needed: Truth


def decide(case: Case, law: Frozen) -> Decided:
    """Each route's state and whether a permit is needed; nothing is explained."""
    moment = law.moments.at(case.application_date, case.start_date)
    found = law.compiled.decide(_stated(case), moment)
    free = [result[0] if law.rules.routes[n].kind in FREE else result[2] for n, result in found.items()]
    return Decided({n: result[0] for n, result in found.items()}, negate(any_of(free)))


def answer(
    case: Case, law: Frozen, *, lang: str = "en", explain: bool = False, not_known: Collection[str] = ()
) -> dict[str, Any]:
    """The whole answer, in the form that `corridor permits check --format json` prints.

    Args:
        case: the case.
        law: the law of its region.
        lang: language of the texts: en, fr or nl.
        explain: add the expressions behind conditions and the values of all facts that were used.
        not_known: facts that the person has said not to know: they are not asked again.
    """
    return _Answer(case, law, lang, explain, not_known).whole()


def _stated(case: Case) -> dict[str, Any]:
    return {**case.facts, "application_date": case.application_date}


class _Answer:
    def __init__(self, case: Case, law: Frozen, lang: str, explain: bool, not_known: Collection[str]) -> None:
        self.case, self.law, self.lang, self.explain = case, law, lang, explain
        self.not_known = not_known
        self.rules: RuleSet = law.rules
        self.stated = _stated(case)
        self.moment = law.moments.at(case.application_date, case.start_date)
        self.reading = Reading(self.rules, self.moment, self.stated)
        self.result = law.compiled.decide(self.stated, self.moment)

    def whole(self) -> dict[str, Any]:
        routes = {name: self.route(route) for name, route in self.rules.routes.items()}
        free = [r[0] if self.rules.routes[n].kind in FREE else r[2] for n, r in self.result.items()]
        needed = negate(any_of(free))
        for name in ("application_date", "start_date"):
            self.reading.fact(name)
        origins = self.reading.origin.items()
        presumed = {n: self.shown(n) for n, origin in origins if origin == "presumed" or self.classified(n)}
        out: dict[str, Any] = {
            "id": self.case.id,
            "permit_needed": needed,
            "presumed": presumed,
            "routes": routes,
            "next_question": self.next_question(routes, needed),
            "procedure": self.procedure(needed),
            "notes": self.notes(),
            "law": {
                "version": self.rules.version,
                "hash": self.rules.digest,
                "as_of": self.case.application_date.isoformat(),
                "region": self.rules.region,
            },
        }
        if self.explain:
            derived = {n: self.shown(n) for n, origin in self.reading.origin.items() if origin == "derived"}
            out["facts"] = {"stated": {n: self.shown(n) for n in self.case.facts}, "derived": derived}
        return out

    def classified(self, name: str) -> bool:
        """Whether a derived fact was read off others by a rule (not computed): it is listed, and can be overridden."""
        computed = (Annual, Listed, Span)
        return not any(isinstance(c.value, computed) for c in self.rules.facts[name].derive)

    # ---- one route ----
    def route(self, route: Route) -> dict[str, Any]:
        truth, granted, right, _ = self.result[route.name]
        formality = route.formality
        formal = formality is not None and right is not False and self.reading.truth(formality.when) is True
        asked, assessed, outcome = route.conditions, route.assessed, route.outcome
        waiting = asked
        if formal and formality is not None:
            asked, assessed, outcome = formality.conditions, formality.assessed, formality.outcome
            waiting = asked if False in granted else (*asked, *route.conditions)
        in_force = self.reading.in_force(route)
        shown = [] if in_force else [self.in_force(route)]
        shown += [self.condition(c, p) for c, p in self.reading.asked(asked)] if in_force else []
        out: dict[str, Any] = {
            "kind": "formality" if formal else route.kind,
            "label": route.label[self.lang],
            "state": state(truth),
            "assessed": self.assessed(assessed) if in_force else [],
            "conditions": shown,
            "unknown_facts": self.unknown(waiting) if in_force and truth is None else [],
            "changes": self.changes(route) if in_force and truth is not True else [],
            "outcome": self.outcome(outcome),
            "reference": self.reference(route.ref),
        }
        return out

    def in_force(self, route: Route) -> dict[str, Any]:
        key = "not_yet_in_force" if self.case.application_date < route.start else "no_longer_in_force"
        sentence_ = text(key, self.lang, start=str(route.start), until=str(route.until))
        return {
            "id": "in_force",
            "result": "not_met",
            "text": sentence_,
            "reference": self.reference(route.ref),
            "parameters": [],
        }

    def condition(self, condition: Condition, phrase: Phrase) -> dict[str, Any]:
        truth = self.reading.truth(phrase.node)
        out: dict[str, Any] = {
            "id": condition.id,
            "result": {True: "met", False: "not_met", None: "unknown"}[truth],
            "text": sentence(self.reading, phrase, self.lang),
            "reference": self.reference(phrase.ref),
            "parameters": [self.parameter(p) for p in used_parameters(self.reading, phrase.node)],
        }
        caveats = self.caveats(phrase, truth)
        if caveats:
            out["notes"] = caveats
        if self.explain:
            out["rule"] = phrase.source_text
        return out

    def caveats(self, phrase: Phrase, truth: Truth) -> list[str]:
        """What a reader must know of the lists behind a condition."""
        out = []
        for name in used_lists(self.reading, phrase.node):
            codes = self.rules.lists[name]
            if codes.kind != "isco":
                continue
            version = codes.at(self.case.application_date)
            label = codes.label[self.lang]
            if version is None:
                out.append(text("list_not_known", self.lang, list=label))
                continue
            if truth is True and "list_title" not in self.stated and version.ref is not None:
                out.append(text("confirm_title", self.lang, list=label, since=str(version.start)))
            if version.reconstructed:
                out.append(text("list_reconstructed", self.lang, list=label))
            elif not version.complete:
                out.append(text("list_incomplete", self.lang, list=label))
            if version.secondary:
                out.append(text("list_secondary", self.lang, list=label))
        return out

    def unknown(self, conditions: tuple[Condition, ...]) -> list[str]:
        found: dict[str, None] = {}
        for _, phrase in self.reading.asked(conditions):
            found.update(dict.fromkeys(missing_facts(self.reading, phrase.node)))
        return list(found)

    def changes(self, route: Route) -> list[list[dict[str, Any]]]:
        opens = partial(_opens, self.law, route.name, self.case)
        return [[self.change(c) for c in made] for made in changes(self.reading, route, opens)]

    def change(self, made: Change) -> dict[str, Any]:
        fact = self.rules.facts[made.fact]
        by = None if made.by is None else show_value(fact, made.by) if fact.type != "code" else None
        return {"fact": made.fact, "to": show_value(fact, made.to), "by": by, "confirm": made.confirm}

    def assessed(self, conditions: tuple[Condition, ...]) -> list[dict[str, Any]]:
        out = []
        for condition, phrase in self.reading.asked(conditions):
            applies = self.reading.truth(phrase.node)
            if applies is not False:
                out.append(
                    {
                        "id": condition.id,
                        "applies": applies,
                        "text": sentence(self.reading, phrase, self.lang),
                        "reference": self.reference(phrase.ref),
                    }
                )
        return out

    # ---- what follows ----
    def outcome(self, outcome: Outcome) -> dict[str, Any]:
        rights = {name: self.right(value) for name, value in outcome.rights.items()}
        change, unlimited = rights.get("employer_change_months"), rights.get("unlimited_after_months")
        rights["dependence_months"] = dependence_months(change, unlimited) if outcome.rights else None
        documents = [
            {"id": name, "label": self.rules.documents[name][self.lang]}
            for name, when in outcome.documents
            if when is None or self.reading.truth(when) is not False
        ]
        notes = [
            {"id": c.id, "text": sentence(self.reading, p, self.lang)}
            for c, p in self.reading.asked(outcome.notes)
            if self.reading.truth(p.node) is True
        ]
        numbers = {name: self.number(value) for name, value in outcome.numbers.items()}
        decision_days = self.number(outcome.decision_days)
        if decision_days is not None:
            numbers.setdefault("decision_days", decision_days)
        return {
            "numbers": numbers,
            "duration_months": self.number(outcome.duration_months),
            "decision_days": decision_days,
            "fees": [self.parameter(self.rules.parameters[name]) for name in outcome.fees],
            "documents": documents,
            "notes": notes,
            "rights": {k: rights.get(k) for k in RIGHTS} | {k: v for k, v in rights.items() if k not in RIGHTS},
        }

    def number(self, value: Any) -> Any:
        found = self.reading.value(value)
        if found is None or isinstance(found, bool | str):
            return found
        return int(found) if found == int(found) else float(found)

    def right(self, value: Any) -> Any:
        """A right's value; a period that the law excludes ("not applicable") never comes."""
        if isinstance(value, tuple):
            value = self.chosen(value)
        if isinstance(value, Param):
            dated = self.moment.dated[value.name]
            if dated is not None and dated.status == "not_applicable":
                return "never"
        if isinstance(value, dict):
            return value.get(self.lang)
        return self.number(value)

    def chosen(self, choices: tuple[Choice, ...]) -> Any:
        """What the first choice that holds says, not yet read; None as soon as it is unknown whether one holds."""
        for choice in choices:
            holds = True if choice.when is None else self.reading.truth(choice.when)
            if holds is not False:
                return choice.value if holds else None
        return None

    def parameter(self, parameter: Parameter) -> dict[str, Any]:
        return self.once(("parameter", parameter.name, self.lang), lambda: self._parameter(parameter))

    def _parameter(self, parameter: Parameter) -> dict[str, Any]:
        dated = self.moment.dated[parameter.name]
        value = dated.value if dated else None
        out: dict[str, Any] = {
            "name": parameter.name,
            "label": parameter.label[self.lang],
            "value": value if value is None or isinstance(value, bool) else _plain(value),
            "unit": parameter.unit,
            "valid_from": dated.start.isoformat() if dated else None,
            "status": dated.status if dated else "not_known",
            "source": dated.source if dated else None,
        }
        if dated:
            source = self.rules.sources.get(dated.source or "")
            out["url"] = source.url if source else None
            out["confidence"] = dated.confidence
            if dated.computed:
                out["computed"] = True
            if dated.note:
                out["note"] = dated.note[self.lang]
        return out

    def reference(self, ref: Reference | None) -> dict[str, Any] | None:
        return None if ref is None else self.once(("reference", id(ref), self.lang), lambda: self._reference(ref))

    def _reference(self, ref: Reference) -> dict[str, Any]:
        source = self.rules.sources.get(ref.source)
        out: dict[str, Any] = {
            "source": source.title[self.lang] if source else ref.source,
            "article": ref.article,
            "url": source.url if source else None,
            "basis": ref.basis,
            "confidence": ref.confidence,
        }
        if ref.note:
            out["note"] = ref.note[self.lang]
        return out

    def once(self, key: tuple[Any, ...], build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What is the same in every answer of the day, worked out once; a copy, since answers are the caller's."""
        memo = self.moment.memo
        found: dict[str, Any] | None = memo.get(key)
        if found is None:
            found = memo[key] = build()
        return found.copy()

    # ---- the case as a whole ----
    def procedure(self, needed: Truth) -> dict[str, Any]:
        procedure = self.rules.procedure
        steps = [self.step(s) for s in procedure.steps if s.when is None or self.reading.truth(s.when) is not False]
        return {
            "authority": procedure.authority.get(self.lang),
            "steps": steps if needed is not False else [],
            "numbers": {name: self.number(value) for name, value in procedure.numbers.items()},
        }

    def step(self, step: Step) -> dict[str, Any]:
        return {
            "id": step.id,
            "text": filled(self.reading, step.text, self.lang),
            "reference": self.reference(step.ref),
        }

    def next_question(self, routes: Mapping[str, Any], needed: Truth) -> str | None:
        kinds = FREE if needed is None else ("work_route",)
        not_known = set(self.not_known)
        if any(isinstance(c.value, Listed) for name in not_known for c in self.rules.facts[name].derive):
            not_known.add("list_title")  # who cannot say whether the job is on a list does not know its title there
        waiting = {
            name: [fact for fact in found["unknown_facts"] if fact not in not_known]
            for name, found in routes.items()
            if found["state"] == "unknown" and (found["kind"] in kinds or needed is None)
        }
        waiting = {name: facts for name, facts in waiting.items() if facts}
        if needed is False or not waiting:
            return None
        weights = {n: WORTH[self.rules.routes[n].kind] for n in waiting}
        functions: dict[str, Callable[[Mapping[str, Any]], Truth]] = {
            n: partial(_opens, self.law, n, self.case) for n in waiting
        }
        settling = [n for n in waiting if self.rules.routes[n].kind in FREE]
        order = ranked(self.reading, waiting, functions, weights, settling)
        return order[0] if order else None

    def notes(self) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = []
        for name in self.case.facts:
            fact = self.rules.facts[name]
            derived = self.reading.derived(name) if fact.derive else None
            if derived is not None and derived != self.stated[name] and fact.type != "money":
                out.append(
                    self.note("contradiction", fact=name, stated=self.shown(name), derived=show_value(fact, derived))
                )
        if self.case.start_date != self.case.application_date:
            other = self.law.moments.at(self.case.application_date, self.case.application_date)
            again = self.law.compiled.decide({**self.stated, "start_date": self.case.application_date}, other)
            differing = [n for n in again if again[n][0] is not self.result[n][0]]
            if differing:
                labels = ", ".join(self.rules.routes[n].label[self.lang] for n in differing)
                out.append({**self.note("dates_differ", routes=labels), "routes": differing})
        if self.case.application_date > self.rules.coverage[1]:
            out.append(self.note("after_coverage", until=str(self.rules.coverage[1])))
        return out

    def note(self, key: str, **values: Any) -> dict[str, Any]:
        shown = {n: str(v) for n, v in values.items()}
        if "fact" in values:
            shown["fact"] = self.rules.facts[values["fact"]].label.get(self.lang, values["fact"])
        return {"id": key, **values, "text": text(key, self.lang, **shown)}

    def shown(self, name: str) -> Any:
        return show_value(self.rules.facts[name], self.reading.fact(name))


RIGHTS = ("employer_change_months", "unlimited_after_months", "family", "job_loss_months", "dependence_months")


def _opens(law: Frozen, route: str, case: Case, stated: Mapping[str, Any]) -> Truth:
    start = stated.get("start_date", case.application_date)
    moment = law.moments.at(case.application_date, start)
    return law.compiled.route[route](stated, moment)


def _plain(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


__all__ = ["Decided", "answer", "decide"]
