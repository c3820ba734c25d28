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
from corridor.rules.errors import Fault, RuleFileError, nearest
from corridor.rules.load import Documents, _line, assemble, read_folder
from corridor.rules.model import Choice, Condition, Outcome, Phrase, Route, RuleSet

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PAY = {"EUR", "EUR/month", "EUR/year"}


def check(rules: RuleSet, documents: Documents) -> list[Fault]:
    """All faults of one region's rule set."""
    checker = _Checker(rules, documents)
    checker.run()
    return checker.faults


class _Checker:
    def __init__(self, rules: RuleSet, documents: Documents) -> None:
        self.rules, self.documents = rules, documents
        self.faults: list[Fault] = []

    def run(self) -> None:
        for name, fact in self.rules.facts.items():
            for choice in (*fact.derive, *fact.presumed):
                self.choice(choice, "vocabulary", name)
            self.acyclic(name)
        for term in self.rules.terms.values():
            for phrase in term.versions:
                self.expression(phrase.node, f"t.{term.name}", term.name)
        for route in self.rules.routes.values():
            self.route(route)
        self.values(self.rules.procedure.numbers, "procedure")
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
                self.source(version.ref.source if version.ref else None, f"l.{codes.name}", None)
                if codes.kind == "isco" and not (version.entries or not version.complete):
                    self.fault(f"l.{codes.name}", f"version {version.start} is complete but empty", "add its entries")

    # ---- reporting ----
    def fault(self, key: str, message: str, remedy: str, look_for: str | None = None) -> None:
        for region in (self.rules.region, "federal"):
            path = self.documents.files.get((region, key))
            if path is not None:
                break
        else:
            path = self.documents.folder / (f"{key}.yaml" if key == "vocabulary" else f"{self.rules.region}/{key}.yaml")
        self.faults.append(Fault(str(path), _line(path, look_for), message, remedy))

    # ---- parts ----
    def route(self, route: Route) -> None:
        key = f"r.{route.name}"
        self.source(route.ref.source if route.ref else None, key, None)
        if not route.conditions:
            self.fault(key, "a route without conditions would be open to everyone", "state its conditions")
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
        for name in outcome.numbers:
            if self.rules.numbers and name not in self.rules.numbers:
                self.fault(key, f"unknown number {name!r}", nearest(name, self.rules.numbers), name)

    def values(self, values: dict[str, Any], key: str) -> None:
        for name, value in values.items():
            for node in value if isinstance(value, tuple) else (value,):
                if isinstance(node, Choice):
                    self.choice(node, key, name)
                elif isinstance(node, x.Node):
                    self.expression(node, key, name)

    def choice(self, choice: Choice, key: str, look_for: str) -> None:
        for node in (choice.when, choice.value):
            if isinstance(node, x.Node):
                self.expression(node, key, look_for)

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

    def acyclic(self, name: str) -> None:
        """A fact must not be derived or presumed from itself."""
        seen: set[str] = set()
        queue = [name]
        while queue:
            for choice in (*self.rules.facts[queue[0]].derive, *self.rules.facts[queue[0]].presumed):
                for node in (choice.when, choice.value):
                    if isinstance(node, x.Node):
                        queue += [n for n in x.names(node) if n in self.rules.facts and n not in seen]
                        seen |= x.names(node)
            queue.pop(0)
        if name in seen:
            self.fault("vocabulary", f"{name} is derived from itself", "break the circle", f"{name}:")

    # ---- expressions ----
    def expression(self, node: x.Node, key: str, look_for: str) -> None:
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
        for inner in x.walk(node):
            if isinstance(inner, x.Compare):
                self.comparison(inner, key, look_for)
            elif isinstance(inner, x.OneOf) and isinstance(inner.fact, x.Name):
                for value in inner.values:
                    self.member(inner.fact.name, value, key, look_for)

    def comparison(self, node: x.Compare, key: str, look_for: str) -> None:
        left, right = self.type_of(node.left), self.type_of(node.right)
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(side, x.Const) and isinstance(side.value, str) and isinstance(other, x.Name):
                self.member(other.name, side.value, key, look_for)
                return
        zero = any(isinstance(s, x.Const) and s.value == 0 for s in (node.left, node.right))
        if left[0] != right[0] and not (zero and {left[0], right[0]} == {"money", "number"}):
            message = f"{look_for}: compares {left[0]} with {right[0]} ({_show(node)})"
            self.fault(key, message, "compare like with like", look_for)
        elif left[1] and right[1] and left[1] != right[1] and "EUR" not in (left[1], right[1]):
            message = f"{look_for}: compares {left[1]} with {right[1]} ({_show(node)})"
            self.fault(key, message, "compare the same unit", look_for)

    def member(self, name: str, value: Any, key: str, look_for: str) -> None:
        fact = self.rules.facts.get(name)
        if fact is not None and fact.type == "enum" and value not in fact.values:
            message = f"{look_for}: {value!r} is no value of {name}"
            self.fault(key, message, nearest(str(value), fact.values), look_for)

    def type_of(self, node: x.Node) -> tuple[str, str | None]:
        """(kind, unit) of a side of a comparison."""
        match node:
            case x.Name(name=name) if name in self.rules.terms:
                kind = self.rules.terms[name].type
                return ("number" if kind in ("int", "number") else kind), None
            case x.Name(name=name):
                fact = self.rules.facts[name]
                kind = "number" if fact.type in ("int", "number") else fact.type
                return kind, fact.unit
            case x.Param(name=name):
                parameter = self.rules.parameters[name]
                return parameter.kind, parameter.unit
            case x.Const(value=bool()):
                return "bool", None
            case x.Const(value=int() | Decimal()):
                return "number", None
            case x.Const():
                return "text", None
            case x.Span(unit=unit):
                return "number", unit
            case x.Annual():
                return "money", "EUR/year"
            case x.Arithmetic():
                return "number", None
        return "bool", None

    def monotone(self, node: x.Node, key: str, look_for: str) -> None:
        """Refuse a name beside its own negation: it would lose sharpness (needlessly unknown)."""
        negated = {n.operand for n in x.walk(node) if isinstance(n, x.Not)}
        plain = {n for n in _outside_negations(node) if n in negated}
        for found in plain:
            message = f"{look_for} uses {_show(found)} and its negation"
            self.fault(key, message, "write it monotone: A or (B and C)", look_for)

    def published(self, name: str) -> None:
        """Compare published amounts with the computed ones, within the parameter's tolerance."""
        region = self.rules.parameters[name].region
        doc = self.documents.layers[region].parameters[name]
        assert doc.formula is not None
        computed = formula.compute(name, doc.formula, doc.round, self.rules.parameters)
        for value in doc.values:
            if value.value is None or value.status == "estimated" or isinstance(value.value, bool):
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


def _show(node: x.Node) -> str:
    match node:
        case x.Compare(op=op, left=left, right=right):
            return f"{_show(left)} {op} {_show(right)}"
        case x.Name(name=name):
            return name
        case x.Param(name=name):
            return f"p.{name}"
        case x.Const(value=value):
            return repr(value)
    return type(node).__name__


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
