"""What is due when, and by whom: the procedural answer to one file.

    >>> from corridor.permits.procedure import procedure
    >>> case = {"region": "federal", "date": "2020-03-01", "category": "eu_blue_card",
    ...         "facts": {"complete_on": "2020-01-02"}}
    >>> procedure(case)["findings"]["days_left"]
    31

Deadlines come first, because findings build on them; then the findings; then whether the person is eligible, as far as
procedure decides it: a requirement that fails closes, a right that is given opens, everything else is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.permits.book import LAW, book
from corridor.permits.messages import text
from corridor.permits.procedure_case import FileCase, read_file_case, rules_region
from corridor.permits.procedure_days import shifted
from corridor.permits.procedure_model import (
    FEDERAL,
    PSEUDO,
    Deadline,
    Finding,
    Grant,
    ProcedureRules,
    Scope,
)
from corridor.rules.explain import missing_facts, sentence
from corridor.rules.expression import Const, Node
from corridor.rules.facts import show_value
from corridor.rules.freeze import Frozen
from corridor.rules.interpret import Reading
from corridor.rules.kleene import Truth, all_of, any_of, negate
from corridor.rules.model import Choice, Fact, Phrase, Reference

if TYPE_CHECKING:
    from corridor.permits.procedure_model import Words
    from corridor.rules.model import RuleSet

ELIGIBLE, PERMIT_NEEDED, OUTCOME = "eligible", "permit_needed", "outcome"


def procedure(case: Mapping[str, Any], lang: str = "en", *, folder: Path = LAW, position: int = 1) -> dict[str, Any]:
    """Answer one file.

    Args:
        case: `region` (also `federal`), `date`, `category` (a route, `student`, `student_mobility`, or none), `facts`.
        lang: language of the texts: en, fr, nl.
        folder: the law.
        position: the case's number in its file, for one without an id.

    Returns:
        `permit_needed` and `eligible` (true, false or null), `findings`, `numbers`, `explained`, `deadlines`,
        `unknown_facts`, `not_examined`, `presumed`, `notes` and `law`.

    Raises:
        CaseError: the case cannot be read; names the place and the remedy.
    """
    region = rules_region(case)
    law, rules = _law(region, folder)
    return _Answer(read_file_case(case, rules, law.rules, position=position), law, rules, lang).whole()


def vocabulary(region: str, *, folder: Path = LAW) -> tuple[RuleSet, Words]:
    """The facts' and routes' names of a region, and the words of procedural answers, for showing an answer."""
    law, rules = _law(rules_region({"region": region}), folder)
    return law.rules, rules.words


@lru_cache(maxsize=8)
def _law(region: str, folder: Path) -> tuple[Frozen, ProcedureRules]:
    from corridor.permits.procedure_file import load

    law = book(region, folder)
    return law, load(folder, region, law.rules)


class _Answer:
    def __init__(self, case: FileCase, law: Frozen, rules: ProcedureRules, lang: str) -> None:
        self.case, self.law, self.rules, self.lang = case, law, rules, lang
        first, last = law.rules.coverage
        moment = law.moments.at(max(case.day, first), max(case.start_date, first))
        self.stated: dict[str, Any] = {**case.facts, "application_date": case.day}
        self.reading = Reading(self._with_file_facts(law.rules), moment, self.stated)
        self.outside = case.day < first, case.day > last
        self.unknown: dict[str, None] = {}
        self.explained: list[dict[str, Any]] = []

    # ---- preparation ----
    def _with_file_facts(self, law: RuleSet) -> RuleSet:
        """The region's facts, with what is presumed in such a file, and with the facts that deadlines give."""
        facts = dict(law.facts)
        for presumption in self.rules.presumptions:
            if self.applies(presumption.scope):
                for name, value in presumption.facts.items():
                    facts[name] = replace(facts[name], presumed=(Choice(None, value),))
        for deadline in self.rules.deadlines:
            for prefix, type_ in PSEUDO.items():
                name = f"{prefix}_{deadline.id}"
                facts[name] = Fact(name, type_)  # type: ignore[arg-type]
        return replace(law, facts=facts)

    def applies(self, scope: Scope) -> bool:
        """Whether a rule speaks for the case, its `about` aside."""
        mine = scope.layer == FEDERAL or self.case.region != FEDERAL
        return mine and scope.covers(self.case.category, self.case.day)

    def touched(self, scope: Scope) -> bool:
        """Whether one of the facts that a rule is about is stated (or follows from what is stated)."""
        return not scope.about or any(self.stated.get(n) is not None for n in scope.about)

    # ---- the whole ----
    def whole(self) -> dict[str, Any]:
        self.fill_in_dates()
        deadlines = self.deadlines()
        findings = self.findings()
        eligible = self.eligible(findings)
        needed = self.permit_needed(findings, eligible)
        origins = self.reading.origin.items()
        presumed = {n: self.shown(n) for n, origin in origins if origin == "presumed" and n != "start_date"}
        return {
            "id": self.case.id,
            "region": self.case.region,
            "category": self.case.category,
            "permit_needed": needed,
            "eligible": eligible,
            "findings": findings,
            "numbers": {n: v for n, v in findings.items() if n in self.law.rules.numbers},
            "explained": self.explained,
            "deadlines": deadlines,
            "unknown_facts": list(self.unknown),
            "not_examined": self.not_examined() if eligible is not False else [],
            "presumed": presumed,
            "notes": self.notes(),
            "law": {
                "version": self.law.rules.version,
                "hash": self.law.rules.digest,
                "as_of": self.case.day.isoformat(),
                "region": self.case.region,
            },
        }

    def fill_in_dates(self) -> None:
        """Dates that follow from a stated number of days."""
        for rule in self.rules.dates:
            days = self.stated.get(rule.days)
            base = next((self.stated[n] for n in rule.base if self.stated.get(n) is not None), None)
            if self.stated.get(rule.date) is None and days is not None and base is not None:
                self.stated[rule.date] = base + timedelta(days=rule.sign * int(days))

    # ---- deadlines ----
    def deadlines(self) -> list[dict[str, Any]]:
        """The deadlines of the case: dated ones first, by date."""
        found = []
        for deadline in self.rules.deadlines:
            if not self.applies(deadline.scope):
                continue
            if deadline.when is not None and self.reading.truth(deadline.when) is False:
                continue
            due = self.due(deadline)
            self.keep(deadline, due)
            if self.touched(deadline.scope):
                found.append(self.deadline(deadline, due))
        return sorted(found, key=lambda d: (d["due"] is None, d["due"] or ""))

    def due(self, deadline: Deadline) -> date | None:
        """The last day, as far as the dates are known."""
        starts = [self.start(s.fact, self.reading.value(s.working_days)) for s in deadline.start]
        known = [s for s in starts if s is not None]
        amount = self.reading.value(deadline.amount)
        if not known or amount is None:
            return None
        start = max(known) if deadline.latest_start else known[0]
        due = shifted(start, -int(amount) if deadline.before else int(amount), deadline.unit)
        if deadline.pause is not None:
            asked, answered = (self.reading.fact(n) for n in deadline.pause)
            if asked is not None and asked <= due:
                if answered is None:
                    return None  # the clock stands still
                due += answered - asked
        cap = self.reading.fact(deadline.cap) if deadline.cap else None
        return min(due, cap) if cap is not None else due

    def start(self, fact: str, working_days: Any) -> date | None:
        day = self.reading.fact(fact)
        if not isinstance(day, date) or working_days is None:
            return None
        return shifted(day, int(working_days), "working_days") if working_days else day

    def keep(self, deadline: Deadline, due: date | None) -> None:
        """State the facts that the deadline gives: its last day, whether it was kept, whether it has come."""
        act = next((d for n in deadline.act if (d := self.reading.fact(n)) is not None), None)
        in_time: Truth = None
        reached: Truth = None
        if due is not None:
            self.stated[f"due_{deadline.id}"] = due
            in_time = act <= due if act is not None else None
            reached = act >= due if act is not None else None
        elif deadline.elapsed is not None:
            passed, amount = self.reading.fact(deadline.elapsed), self.reading.value(deadline.amount)
            if passed is not None and amount is not None:
                in_time = passed >= amount if deadline.before else passed <= amount
                reached = passed <= amount if deadline.before else passed >= amount
        for name, value in (("in_time", in_time), ("reached", reached)):
            if value is not None:
                self.stated[f"{name}_{deadline.id}"] = value
        if deadline.kept is not None and in_time is not None and self.stated.get(deadline.kept) is None:
            self.stated[deadline.kept] = in_time

    def deadline(self, deadline: Deadline, due: date | None) -> dict[str, Any]:
        words = self.rules.words
        return {
            "id": deadline.id,
            "due": due.isoformat() if due else None,
            "days_left": (due - self.case.day).days if due else None,
            "kind": "first_day" if deadline.first_day else "last_day",
            "kept": self.stated.get(f"{'reached' if deadline.first_day else 'in_time'}_{deadline.id}") if due else None,
            "starts_from": [s.fact for s in deadline.start],
            "who": words.actors[deadline.who][self.lang],
            "what": sentence(self.reading, deadline.phrase, self.lang),
            "if_missed": words.effects[deadline.if_missed][self.lang],
            "effect": deadline.if_missed,
            "where": words.places[deadline.where][self.lang] if deadline.where else None,
            "reference": self.reference(deadline.phrase.ref),
        }

    # ---- findings ----
    def findings(self) -> dict[str, Any]:
        """The named results of the case; a name is answered by the first rule that speaks for it."""
        found: dict[str, Any] = {}
        for finding in self.rules.findings:
            if finding.name in found or not self.applies(finding.scope) or not self.touched(finding.scope):
                continue
            holds = True if finding.when is None else self.reading.truth(finding.when)
            if holds is False:
                continue
            if holds is None and finding.when is not None:
                self.ask(finding.when)
                found[finding.name] = None
                continue
            settled, value, phrase = self.value(finding)
            if settled:
                found[finding.name] = value
                self.explain(finding.name, value, phrase)
        return found

    def value(self, finding: Finding) -> tuple[bool, Any, Phrase]:
        """(whether a case of the value applies, the value, the sentence that explains it)."""
        if not isinstance(finding.value, tuple):
            return True, self.plain(finding.value), finding.phrase
        for alternative in finding.value:
            holds = True if alternative.when is None else self.reading.truth(alternative.when)
            if holds is False:
                continue
            phrase = alternative.phrase or finding.phrase
            phrase = replace(phrase, ref=phrase.ref or finding.phrase.ref, text=phrase.text or finding.phrase.text)
            if holds is None:
                self.ask(alternative.when)
                return True, None, phrase
            return True, self.plain(alternative.value), phrase
        return False, None, finding.phrase

    def plain(self, value: Any) -> Any:
        """A value as JSON writes it; an unknown one names what is missing."""
        found = self.reading.value(value)
        if found is None and isinstance(value, Node):
            self.ask(value)
        if isinstance(found, Decimal):
            return int(found) if found == found.to_integral_value() else float(found)
        return found.isoformat() if isinstance(found, date) else found

    # ---- eligible ----
    def eligible(self, findings: dict[str, Any]) -> Truth:
        """Whether the person is eligible, as far as procedure decides it."""
        requirements = [r for r in self.rules.requirements if self.applies(r.scope) and self.touched(r.scope)]
        grants = [g for g in self.rules.grants if self.applies(g.scope) and self.touched(g.scope)]
        failing = [r for r in requirements if self.reading.truth(r.node) is False]
        by_outcome = self.rules.words.outcomes.get(str(findings.get(OUTCOME)))
        for requirement in failing:
            self.explain(ELIGIBLE, False, requirement.phrase)
            if requirement.outcome and findings.get(OUTCOME) is None:
                findings[OUTCOME] = requirement.outcome
        if failing or by_outcome is False:
            return False
        met = all_of(self.reading.truth(r.node) for r in requirements)
        right = any_of([by_outcome is True, *(self.reading.truth(g.node) for g in grants)])
        if met is True and right is True:
            self.explain_grants(grants)
            return True
        for node in (*(r.node for r in requirements), *(g.node for g in grants)):
            if self.reading.truth(node) is None:
                self.ask(node)
        left_open = Phrase(None, None, Const(True), "", None, self.rules.words.sentences["left_open"])
        self.explain(ELIGIBLE, None, left_open)
        return None

    def explain_grants(self, grants: Iterable[Grant]) -> None:
        for grant in grants:
            if self.reading.truth(grant.node) is True:
                self.explain(ELIGIBLE, True, grant.phrase)

    def not_examined(self) -> list[dict[str, Any]]:
        """What the law also asks, and the case says nothing about: it is neither met nor missing here."""
        left = (r for r in self.rules.requirements if self.applies(r.scope) and not self.touched(r.scope))
        return [
            {
                "id": r.id,
                "facts": list(r.scope.about),
                "text": sentence(self.reading, r.phrase, self.lang),
                "reference": self.reference(r.phrase.ref),
            }
            for r in left
        ]

    def permit_needed(self, findings: dict[str, Any], eligible: Truth) -> Truth:
        """Whether a work authorisation is needed: by the kind of the category, unless a rule says so itself."""
        if PERMIT_NEEDED in findings:
            stated: Truth = findings.pop(PERMIT_NEEDED)
            return stated
        match self.case.kind:
            case "exemption":
                return negate(eligible)
            case "status":
                return False
            case "work_route" | "formality":
                return True
        self.unknown.update(dict.fromkeys(("nationality", "residence_status")))
        return None

    # ---- telling ----
    def ask(self, node: Node | None) -> None:
        """Remember the facts that leave a node unknown; those of a deadline are the ones that it starts from."""
        if node is None:
            return
        for name in missing_facts(self.reading, node):
            self.unknown.update(dict.fromkeys(self.sources(name)))

    def sources(self, name: str) -> Iterator[str]:
        deadline = next(
            (d for d in self.rules.deadlines if name.endswith(f"_{d.id}") and name not in self.law.rules.facts), None
        )
        if deadline is None:
            yield name
            return
        if self.stated.get(f"due_{deadline.id}") is None:
            yield from self.sources(deadline.start[0].fact)
            yield from self.missing_amount(deadline)
        if not name.startswith("due_") and all(self.reading.fact(n) is None for n in deadline.act):
            yield deadline.act[0]

    def missing_amount(self, deadline: Deadline) -> Iterator[str]:
        if self.reading.value(deadline.amount) is None and isinstance(deadline.amount, tuple):
            for alternative in deadline.amount:
                if alternative.when is not None and self.reading.truth(alternative.when) is None:
                    yield from missing_facts(self.reading, alternative.when)

    def explain(self, name: str, value: Any, phrase: Phrase) -> None:
        self.explained.append(
            {
                "finding": name,
                "label": self.rules.words.labels[name][self.lang],
                "value": value,
                "text": sentence(self.reading, phrase, self.lang),
                "reference": self.reference(phrase.ref),
            }
        )

    def reference(self, ref: Reference | None) -> dict[str, Any] | None:
        if ref is None:
            return None
        source = self.law.rules.sources.get(ref.source)
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

    def notes(self) -> list[dict[str, Any]]:
        before, after = self.outside
        first, last = self.law.rules.coverage
        words = self.rules.words.sentences
        out = []
        if before:
            told = words["before_coverage"][self.lang].format(since=first.isoformat())
            out.append({"id": "before_coverage", "text": told})
        if after:
            out.append({"id": "after_coverage", "text": text("after_coverage", self.lang, until=last.isoformat())})
        for name in self.case.facts:
            derived = self.reading.derived(name) if self.law.rules.facts[name].derive else None
            if derived is not None and derived != self.stated[name]:
                told = text(
                    "contradiction",
                    self.lang,
                    fact=self.law.rules.facts[name].label.get(self.lang, name),
                    stated=str(self.shown(name)),
                    derived=str(show_value(self.law.rules.facts[name], derived)),
                )
                out.append({"id": "contradiction", "fact": name, "text": told})
        return out

    def shown(self, name: str) -> Any:
        return show_value(self.reading.rules.facts[name], self.reading.fact(name))


__all__ = ["procedure", "vocabulary"]
