"""Static checks of a rule set: every name exists, every comparison makes sense, every text can be filled in.

`python -m corridor.rules.check FOLDER` prints the faults of a law folder, region by region.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from corridor.rules import expression as x
from corridor.rules import formula
from corridor.rules.countries import COUNTRIES, USUAL_MISTAKES
from corridor.rules.documents import Documents, read_folder
from corridor.rules.errors import Fault, RuleFileError, nearest
from corridor.rules.kinds import Kinds, show
from corridor.rules.load import assemble, during
from corridor.rules.model import Choice, CodeList, Condition, ListVersion, Outcome, Phrase, Route, RuleSet

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
RIGHTS = ("employer_change_months", "unlimited_after_months", "family", "job_loss_months", "secondary_work")


def check(rules: RuleSet, documents: Documents) -> list[Fault]:
    """All faults of one region's rule set."""
    checker = _Checker(rules, documents)
    checker.run()
    return checker.faults


class _Checker:
    def __init__(self, rules: RuleSet, documents: Documents) -> None:
        self.rules, self.documents = rules, documents
        self.kinds = Kinds(rules)
        self.shared = {
            name for layer in documents.layers.values() for name in (*layer.shared.conditions, *layer.shared.assessed)
        }
        self.faults: list[Fault] = []

    def run(self) -> None:
        for name, fact in self.rules.facts.items():
            for choice in (*fact.derive, *fact.presumed):
                if choice.when is not None:
                    self.expression(choice.when, "vocabulary", name)
                if isinstance(choice.value, x.Node):
                    self.expression(choice.value, "vocabulary", name, gives=fact.type)
        for term in self.rules.terms.values():
            for phrase in term.versions:
                self.expression(phrase.node, f"t.{term.name}", term.name, gives=term.type)
        self.circles()
        for route in self.rules.routes.values():
            self.route(route)
        self.values(self.rules.procedure.numbers, "procedure")
        self.known_numbers(self.rules.procedure.numbers, "procedure")
        for step in self.rules.procedure.steps:
            if step.when is not None:
                self.expression(step.when, "procedure", step.id)
            self.source(step.ref.source if step.ref else None, "procedure", step.id)
        for parameter in self.rules.parameters.values():
            for dated in parameter.values:
                self.source(dated.source, f"p.{parameter.name}", parameter.name)
            if parameter.formula:
                self.published(parameter.name)
        for codes in self.rules.lists.values():
            for version in codes.versions:
                self.list_version(codes, version)

    # ---- reporting ----
    def fault(self, key: str, message: str, remedy: str, look_for: str | None = None) -> None:
        path, line = self.documents.place(self.rules.region, key, look_for)
        self.faults.append(Fault(str(path), line, message, remedy))

    # ---- parts ----
    def list_version(self, codes: CodeList, version: ListVersion) -> None:
        key = f"l.{codes.name}/{version.start}"
        self.source(version.ref.source if version.ref else None, key, None)
        held = {"entries": version.entries, "codes": version.countries}
        wanted, other = ("entries", "codes") if codes.kind == "isco" else ("codes", "entries")
        if held[other]:
            self.fault(key, f"a list of kind {codes.kind} has {other}", f"write them as {wanted}", other)
        if version.complete and not held[wanted]:
            self.fault(key, f"version {version.start} is complete but empty", f"add its {wanted}", "from")
        for code in version.countries:
            if code not in COUNTRIES:
                hint = USUAL_MISTAKES.get(code, "two letters (ISO 3166-1)")
                self.fault(key, f"{code!r} is no country code", f"write {hint}", code)

    def route(self, route: Route) -> None:
        key = f"r.{route.name}"
        self.source(route.ref.source if route.ref else None, key, None)
        if not route.conditions:
            message = "a route without conditions would be open to everyone"
            self.fault(key, message, "state its conditions", "conditions")
        groups = [route.conditions, route.assessed, route.outcome.notes]
        outcomes = [route.outcome]
        if route.formality is not None:
            self.expression(route.formality.when, key, "formality")
            groups += [route.formality.conditions, route.formality.assessed, route.formality.outcome.notes]
            outcomes.append(route.formality.outcome)
        for group in groups:
            for condition in group:
                self.condition(condition, key)
        for outcome in outcomes:
            self.outcome(outcome, key)

    def condition(self, condition: Condition, key: str) -> None:
        key = "shared" if condition.id in self.shared else key
        for phrase in condition.versions:
            self.expression(phrase.node, key, condition.id)
            self.texts(phrase, key, condition.id)
            self.source(phrase.ref.source if phrase.ref else None, key, condition.id)
            self.monotone(phrase.node, key, condition.id)

    def outcome(self, outcome: Outcome, key: str) -> None:
        self.values(outcome.numbers, key)
        self.values(outcome.rights, key)
        self.values({"duration_months": outcome.duration_months, "decision_days": outcome.decision_days}, key)
        for name in outcome.fees:
            if name not in self.rules.parameters:
                self.fault(key, f"unknown fee {name!r}", nearest(name, self.rules.parameters), name)
        for name, when in outcome.documents:
            if name not in self.rules.documents:
                self.fault(key, f"unknown document {name!r}", nearest(name, self.rules.documents), name)
            if when is not None:
                self.expression(when, key, name)
        self.known_numbers(outcome.numbers, key)
        for name in outcome.rights:
            if name not in RIGHTS:
                self.fault(key, f"unknown right {name!r}", nearest(name, RIGHTS), name)

    def known_numbers(self, numbers: dict[str, Any], key: str) -> None:
        for name in numbers:
            if self.rules.numbers and name not in self.rules.numbers:
                self.fault(key, f"unknown number {name!r}", nearest(name, self.rules.numbers), name)

    def values(self, values: dict[str, Any], key: str) -> None:
        for name, value in values.items():
            for node in value if isinstance(value, tuple) else (value,):
                if isinstance(node, Choice) and node.when is not None:
                    self.expression(node.when, key, name)
                result = node.value if isinstance(node, Choice) else node
                if isinstance(result, x.Node):
                    self.expression(result, key, name, gives="outcome")

    def source(self, source: str | None, key: str, look_for: str | None) -> None:
        if source is not None and source not in self.rules.sources:
            self.fault(key, f"unknown source {source!r}", nearest(source, self.rules.sources), look_for or source)

    def texts(self, phrase: Phrase, key: str, look_for: str) -> None:
        used = {lang: sorted(PLACEHOLDER.findall(text)) for lang, text in phrase.text.items()}
        for lang, names in used.items():
            for name in names:
                known = name[2:] in self.rules.parameters if name.startswith("p.") else name in self.rules.facts
                if not known:
                    pool = [f"p.{p}" for p in self.rules.parameters] + list(self.rules.facts)
                    self.fault(key, f"text ({lang}) of {look_for} has unknown {{{name}}}", nearest(name, pool), name)
        if len({tuple(names) for names in used.values()}) > 1:
            self.fault(
                key, f"texts of {look_for} differ in their placeholders", "use the same in every language", look_for
            )

    def circles(self) -> None:
        """No fact, term or route may come from itself."""
        facts, terms, routes = self.rules.facts, self.rules.terms, self.rules.routes
        nodes: dict[str, list[Any]] = {
            **{n: [v for c in (*f.derive, *f.presumed) for v in (c.when, c.value)] for n, f in facts.items()},
            **{n: [p.node for p in t.versions] for n, t in terms.items()},
            **{f"r.{n}": [p.node for c in r.conditions for p in c.versions] for n, r in routes.items()},
        }
        uses = {name: set().union(*(_used(n) for n in found if isinstance(n, x.Node))) for name, found in nodes.items()}
        for name in uses:
            reached: set[str] = set()
            queue = [name]
            while queue:
                new = uses.get(queue.pop(), set()) - reached
                reached |= new
                queue += new
            if name in reached:
                key = f"t.{name}" if name in terms else "vocabulary" if name in facts else name
                look_for = "conditions" if name.startswith("r.") else name
                self.fault(key, f"{name} comes from itself", "break the circle", look_for)

    # ---- expressions ----
    def expression(self, node: x.Node, key: str, look_for: str, *, gives: str = "bool") -> None:
        """Faults of an expression that gives a truth, a fact's or term's value of a type, or an outcome's value."""
        known = {
            "fact or term": (x.names(node), [*self.rules.facts, *self.rules.terms]),
            "parameter": (set(x.params(node)), list(self.rules.parameters)),
            "list": (x.lists(node), list(self.rules.lists)),
            "route": (x.routes(node), list(self.rules.routes)),
        }
        missing = False
        for what, (used, pool) in known.items():
            for name in sorted(used - set(pool)):
                missing = True
                self.fault(key, f"{look_for}: unknown {what} {name!r}", nearest(name, pool), name)
        if missing:
            return
        misfits = list(self.kinds.misfits(node, truth=gives == "bool", arithmetic=gives == "outcome"))
        if gives not in ("bool", "outcome"):
            misfits += self.kinds.yields(node, gives)
        for message, remedy in dict.fromkeys(misfits):
            self.fault(key, f"{look_for}: {message}", remedy, look_for)

    def monotone(self, node: x.Node, key: str, look_for: str) -> None:
        """Refuse a name beside its own negation: it would lose sharpness (needlessly unknown)."""
        negated = {n.operand for n in x.walk(node) if isinstance(n, x.Not)}
        plain = {n for n in _outside_negations(node) if n in negated}
        for found in plain:
            message = f"{look_for} uses {show(found)} and its negation"
            self.fault(key, message, "write it monotone: A or (B and C)", look_for)

    def published(self, name: str) -> None:
        """Compare published amounts with the computed ones, within the parameter's tolerance."""
        region = self.rules.parameters[name].region
        layer = self.documents.layers[region]
        doc = layer.parameters[name]
        assert doc.formula is not None
        replaced = [*([layer.recomputed[name]] if name in layer.recomputed else []), *layer.reformed.get(name, [])]
        computed = formula.compute(name, doc.formula, doc.round, self.rules.parameters)
        for value in doc.values:
            if value.value is None or value.status == "estimated" or isinstance(value.value, bool):
                continue
            if any(during(span, value.start) for span in replaced):
                continue
            for other in computed:
                inside = other.start <= value.start and (other.until is None or value.start <= other.until)
                if (
                    inside
                    and isinstance(other.value, Decimal)
                    and abs(other.value - value.value) > Decimal(doc.tolerance)
                ):
                    message = f"{name} from {value.start}: published {value.value}, computed {other.value}"
                    self.fault(f"p.{name}", message, "check the amount, or widen 'tolerance'", name)


def _outside_negations(node: x.Node) -> Iterator[x.Node]:
    yield node
    if not isinstance(node, x.Not):
        for child in x.children(node):
            yield from _outside_negations(child)


def _used(node: x.Node) -> set[str]:
    """What an expression comes from: facts, terms, routes."""
    used = x.names(node) | {f"r.{name}" for name in x.routes(node)}
    return used | {"isco08", "list_title"} if any(isinstance(n, x.Listed) for n in x.walk(node)) else used


def check_folder(folder: Path) -> list[Fault]:
    """The faults of every region of a law folder."""
    try:
        documents = read_folder(folder)
    except RuleFileError as error:
        return list(error.faults)
    faults: dict[str, Fault] = {}
    for region in documents.regions:
        try:
            found = check(assemble(documents, region), documents)
        except RuleFileError as error:
            found = list(error.faults)
        faults |= {str(f): f for f in found}
    return list(faults.values())


def main() -> int:
    """Print the faults of a folder; exit 1 where there are any."""
    faults = check_folder(Path(sys.argv[1]))
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
