"""A law that a reform changed, put together from what the reform left alone: the same rule set in a tenth of the time.

`load.assemble` and `check.check` say what is right; here only what a reform touched is built and checked again.
"""

from __future__ import annotations

from collections.abc import Mapping

from corridor.rules import schema
from corridor.rules.check import _Checker
from corridor.rules.documents import FEDERAL, Documents, Layer
from corridor.rules.errors import RuleFileError
from corridor.rules.load import _Assembly
from corridor.rules.model import CodeList, Fact, Parameter, Procedure, Route, RuleSet, Source, Term


def reassemble(documents: Documents, before: RuleSet, base: Documents) -> RuleSet:
    """The rule set of a region as changed documents give it, checked.

    Args:
        documents: the base's, as `reform.apply` left them.
        before: the rule set of the region that the base gives.
        base: the documents of the law without the reform.

    Raises:
        RuleFileError: the changed law is faulty.
    """
    rules = _Reassembly(documents, before, base).rules()
    checker = _Recheck(rules, documents)
    checker.before = before
    checker.run()
    if checker.faults:
        raise RuleFileError(checker.faults)
    return rules


class _Reassembly(_Assembly):
    """Takes each part from the rule set of before whose documents are the very same objects."""

    def __init__(self, documents: Documents, before: RuleSet, base: Documents) -> None:
        super().__init__(documents, before.region)
        self.before, self.base = before, base
        self.layers = {FEDERAL: (self.federal, base.layers.get(FEDERAL, Layer()))}
        self.layers[before.region] = (self.own, base.layers[before.region])

    def parameters(self) -> dict[str, Parameter]:
        for now, was in self.layers.values():
            if not _same(now.parameters, was.parameters):
                return super().parameters()
            if (now.recomputed, now.reformed) != (was.recomputed, was.reformed):
                return super().parameters()
        return self.before.parameters

    def lists(self) -> dict[str, CodeList]:
        if all(_same(now.lists, was.lists) for now, was in self.layers.values()):
            return self.before.lists
        return super().lists()

    def term(self, name: str, doc: schema.TermDoc) -> Term:
        same = any(was.terms.get(name) is doc for _, was in self.layers.values())
        return self.before.terms[name] if same else super().term(name, doc)

    def fact(self, name: str, doc: schema.FactDoc) -> Fact:
        if self.base.vocabulary.facts.get(name) is doc:
            return self.before.facts[name]
        return super().fact(name, doc)

    def source(self, name: str, doc: schema.SourceDoc) -> Source:
        return self.before.sources[name] if self.base.sources.get(name) is doc else super().source(name, doc)

    def route(self, name: str, entry: schema.RouteNameDoc, doc: schema.RouteDoc, place: str) -> Route:
        old = self.before.routes.get(name)
        named = self.base.vocabulary.routes.get(name)
        if old is not None and old.region == place and named is entry and self.layers[place][1].routes.get(name) is doc:
            return old
        return super().route(name, entry, doc, place)

    def procedure(self) -> Procedure:
        if all(now.procedure is was.procedure for now, was in self.layers.values()):
            return self.before.procedure
        return super().procedure()


def _same(now: Mapping[str, object], was: Mapping[str, object]) -> bool:
    """The same objects under the same names."""
    return now.keys() == was.keys() and all(doc is was[name] for name, doc in now.items())


class _Recheck(_Checker):
    """Passes over routes that are the very same: what they name cannot have gone, nor become of another kind."""

    before: RuleSet

    def route(self, route: Route) -> None:
        if self.before.routes.get(route.name) is not route:
            super().route(route)

    def circles(self) -> None:
        now, was = self.rules, self.before
        if not all(_same(getattr(now, part), getattr(was, part)) for part in ("facts", "terms", "routes")):
            super().circles()
