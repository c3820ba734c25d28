"""Reads `law/<layer>/findings.yaml`: the procedural rules of the federal layer and of one region, checked by name.

The head of the federal file describes the form. Every fault names file, line and remedy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

from corridor.permits.procedure_days import Unit
from corridor.permits.procedure_model import (
    FEDERAL,
    NO_CATEGORY,
    PSEUDO,
    Alternative,
    DateFrom,
    Deadline,
    Finding,
    Grant,
    Kind,
    Presumption,
    ProcedureRules,
    Requirement,
    Scope,
    Start,
    Words,
)
from corridor.rules import expression as x
from corridor.rules.errors import Fault, RuleFileError, nearest
from corridor.rules.expression import ExpressionError
from corridor.rules.model import Phrase, Reference, RuleSet
from corridor.rules.rulefile import LineFinder, read
from corridor.rules.schema import Basis, Confidence, Doc, PhraseDoc, RefDoc, Trilingual

FILE = "findings.yaml"
UNITS: tuple[Unit, ...] = ("days", "months", "years", "working_days")
HELP = "see the head of law/federal/findings.yaml"


class ScopedDoc(PhraseDoc):
    """What every rule may state: routes, period, the facts that it is about, reference, text."""

    routes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


class AlternativeDoc(Doc):
    """One case of a value."""

    when: str | None = None
    value: Any = None
    text: Trilingual | None = None
    ref: RefDoc | None = None
    basis: Basis | None = None
    confidence: Confidence | None = None
    note: Trilingual | None = None


class FindingDoc(ScopedDoc):
    """A named result."""

    name: str
    value: Any = None


class RequirementDoc(ScopedDoc):
    """What the law asks."""

    id: str
    outcome: str | None = None


class GrantDoc(ScopedDoc):
    """What gives a right to a favourable decision."""

    id: str


class StartDoc(Doc):
    """A clock that starts some working days after a date."""

    fact: str
    working_days: Any = 0


class DeadlineDoc(ScopedDoc):
    """A last day; `text` says what is due."""

    id: str
    clock: tuple[str | StartDoc, ...]
    latest_start: bool = False
    days: Any = None
    months: Any = None
    years: Any = None
    working_days: Any = None
    before: bool = False
    first_day: bool = False
    act: tuple[str, ...] = ("application_date",)
    elapsed: str | None = None
    kept: str | None = None
    cap: str | None = None
    pause: tuple[str, str] | None = None
    who: str
    if_missed: str
    where: str | None = None


class PresumptionDoc(Doc):
    """What is taken of facts that are not stated."""

    routes: tuple[str, ...] = ()
    facts: dict[str, Any]


class DateFromDoc(Doc):
    """A date that follows from another one and a number of days."""

    date: str
    base: tuple[str, ...]
    plus: str | None = None
    minus: str | None = None


class KindDoc(Doc):
    """A category that is no route."""

    kind: Literal["work_route", "exemption", "status", "formality"]
    label: Trilingual


class FileDoc(Doc):
    """One layer's file. The words stand in the federal one."""

    groups: Mapping[str, tuple[str, ...]] | None = None
    categories: Mapping[str, str] | None = None
    kinds: Mapping[str, KindDoc] | None = None
    names: Mapping[str, str] | None = None
    values: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None
    codes: Mapping[str, Trilingual] | None = None
    outcomes: Mapping[str, bool | None] | None = None
    labels: Mapping[str, Trilingual] | None = None
    actors: Mapping[str, Trilingual] | None = None
    effects: Mapping[str, Trilingual] | None = None
    places: Mapping[str, Trilingual] | None = None
    sentences: Mapping[str, Trilingual] | None = None
    dates: tuple[DateFromDoc, ...] = ()
    presume: tuple[PresumptionDoc, ...] = ()
    deadlines: tuple[DeadlineDoc, ...] = ()
    findings: tuple[FindingDoc, ...] = ()
    requirements: tuple[RequirementDoc, ...] = ()
    grants: tuple[GrantDoc, ...] = ()


@lru_cache(maxsize=16)
def documents(path: Path) -> FileDoc:
    """One layer's file; empty where there is none.

    Raises:
        RuleFileError: the file does not have the form.
    """
    return cast(FileDoc, read(path, FileDoc)) if path.exists() else FileDoc()


def load(folder: Path, region: str, rules: RuleSet) -> ProcedureRules:
    """The procedural rules of a region and the federal ones, checked against the region's law.

    Raises:
        RuleFileError: all faults found.
    """
    federal = documents(folder / FEDERAL / FILE)
    own = documents(folder / region / FILE)
    groups = {**(federal.groups or {}), **(own.groups or {})}
    words = _words(federal)
    pseudo = {f"{kind}_{d.id}" for doc in (federal, own) for d in doc.deadlines for kind in PSEUDO}
    builders = [
        _Builder(folder / layer / FILE, layer, doc, groups, words, rules, pseudo)
        for layer, doc in ((region, own), (FEDERAL, federal))
    ]
    for builder in builders:
        builder.build()
    faults = [f for b in builders for f in b.faults]
    if faults:
        raise RuleFileError(faults)
    return ProcedureRules(
        words=words,
        routes=frozenset(name for members in groups.values() for name in members),
        dates=tuple(_date_from(d) for d in federal.dates),
        presumptions=tuple(p for b in builders for p in b.presumptions),
        deadlines=tuple(d for b in reversed(builders) for d in b.deadlines),
        findings=tuple(f for b in builders for f in b.findings),
        requirements=tuple(r for b in builders for r in b.requirements),
        grants=tuple(g for b in builders for g in b.grants),
    )


def _words(doc: FileDoc) -> Words:
    kinds = {name: Kind(k.kind, k.label) for name, k in (doc.kinds or {}).items()}
    values = {n: {v: dict(f) for v, f in m.items()} for n, m in (doc.values or {}).items()}
    return Words(
        categories=dict(doc.categories or {}),
        kinds=kinds,
        names=dict(doc.names or {}),
        values=values,
        codes=dict(doc.codes or {}),
        outcomes=dict(doc.outcomes or {}),
        labels=dict(doc.labels or {}),
        actors=dict(doc.actors or {}),
        effects=dict(doc.effects or {}),
        places=dict(doc.places or {}),
        sentences=dict(doc.sentences or {}),
    )


def _date_from(doc: DateFromDoc) -> DateFrom:
    return DateFrom(doc.date, doc.base, doc.plus or doc.minus or "", 1 if doc.plus else -1)


class _Builder:
    """Turns one layer's document into rules, and collects its faults."""

    def __init__(
        self,
        path: Path,
        layer: str,
        doc: FileDoc,
        groups: Mapping[str, tuple[str, ...]],
        words: Words,
        rules: RuleSet,
        pseudo: set[str],
    ) -> None:
        self.path, self.layer, self.doc, self.groups, self.words = path, layer, doc, groups, words
        self.rules, self.pseudo = rules, pseudo
        self.faults: list[Fault] = []
        self.place: tuple[Any, ...] = ()
        self._lines: LineFinder | None = None
        self.presumptions: list[Presumption] = []
        self.deadlines: list[Deadline] = []
        self.findings: list[Finding] = []
        self.requirements: list[Requirement] = []
        self.grants: list[Grant] = []

    def build(self) -> None:
        """Build every rule of the layer."""
        self.presumptions = [self.presumption(d) for d in self.placed("presume", self.doc.presume)]
        self.deadlines = [self.deadline(d) for d in self.placed("deadlines", self.doc.deadlines)]
        self.findings = [self.finding(d) for d in self.placed("findings", self.doc.findings)]
        for requirement in self.placed("requirements", self.doc.requirements):
            node = self.node(requirement.expr or "", requirement.id)
            scope, phrase = self.scope(requirement), self.phrase(requirement, node, requirement.id)
            self.known(requirement.outcome, self.words.outcomes, "outcome")
            self.requirements.append(Requirement(requirement.id, scope, node, requirement.outcome, phrase))
        for grant in self.placed("grants", self.doc.grants):
            node = self.node(grant.when or "", grant.id)
            self.grants.append(Grant(grant.id, self.scope(grant), node, self.phrase(grant, node, grant.id)))

    def placed(self, section: str, docs: Iterable[Any]) -> Iterator[Any]:
        for index, doc in enumerate(docs):
            self.place = (section, index)
            yield doc

    # ---- rules ----
    def presumption(self, doc: PresumptionDoc) -> Presumption:
        for name in doc.facts:
            self.known(name, self.rules.facts, "fact")
        facts = {n: self.value(v, n) for n, v in doc.facts.items()}
        return Presumption(Scope(self.layer, self.members(doc.routes)), facts)

    def deadline(self, doc: DeadlineDoc) -> Deadline:
        units = [u for u in UNITS if getattr(doc, u) is not None]
        if len(units) != 1:
            self.fault(f"{doc.id}: state one of {', '.join(UNITS)}", "give the length of the term once")
        unit = units[0] if units else "days"
        starts = tuple(
            Start(s) if isinstance(s, str) else Start(s.fact, self.value(s.working_days, s.fact)) for s in doc.clock
        )
        dates = [*(s.fact for s in starts), *doc.act, *filter(None, (doc.cap,)), *(doc.pause or ())]
        for name in [*dates, *filter(None, (doc.elapsed, doc.kept))]:
            self.known(name, [*self.rules.facts, *self.pseudo], "fact")
        for code, pool, what in (
            (doc.who, self.words.actors, "actor"),
            (doc.if_missed, self.words.effects, "effect"),
            (doc.where, self.words.places, "place"),
        ):
            self.known(code, pool, what)
        when = self.node(doc.when, doc.id) if doc.when else None
        return Deadline(
            id=doc.id,
            scope=self.scope(doc),
            when=when,
            start=starts,
            latest_start=doc.latest_start,
            unit=unit,
            amount=self.value(getattr(doc, unit), doc.id),
            before=doc.before,
            first_day=doc.first_day,
            act=doc.act,
            elapsed=doc.elapsed,
            kept=doc.kept,
            cap=doc.cap,
            pause=doc.pause,
            who=doc.who,
            if_missed=doc.if_missed,
            where=doc.where,
            phrase=self.phrase(doc, when, doc.id),
        )

    def finding(self, doc: FindingDoc) -> Finding:
        self.known(doc.name, self.words.labels, "finding (label)")
        when = self.node(doc.when, doc.name) if doc.when else None
        phrase = self.phrase(doc, when, doc.name)
        return Finding(doc.name, self.scope(doc), when, self.value(doc.value, doc.name), phrase)

    # ---- parts ----
    def scope(self, doc: ScopedDoc) -> Scope:
        for name in doc.about:
            self.known(name, self.rules.facts, "fact")
        return Scope(self.layer, self.members(doc.routes), doc.start, doc.until, doc.about)

    def members(self, routes: Iterable[str]) -> frozenset[str]:
        """The routes of a rule, groups written out."""
        found: set[str] = set()
        everything = {m for members in self.groups.values() for m in members}
        known = [*self.groups, *self.rules.routes, *self.words.kinds, *everything, NO_CATEGORY]
        for name in routes:
            self.known(name, known, "route or group")
            found |= set(self.groups.get(name, (name,)))
        return frozenset(found)

    def phrase(self, doc: PhraseDoc | AlternativeDoc, node: x.Node | None, name: str) -> Phrase:
        if isinstance(doc, PhraseDoc) and doc.text is None:
            self.fault(f"{name} has no text", "add 'text: {en, fr, nl}'")
        if doc.ref is not None:
            self.known(doc.ref.source, self.rules.sources, "source")
        elif isinstance(doc, PhraseDoc):
            self.fault(f"{name} has no reference", "add 'ref: {source, article}'")
        ref = (
            Reference(doc.ref.source, doc.ref.article, doc.basis or "law", doc.confidence or "high", doc.note)
            if doc.ref
            else None
        )
        return Phrase(None, None, node or x.Const(True), "", ref, doc.text or {})

    def value(self, raw: Any, name: str) -> Any:
        """A scalar, a node, or a tuple of alternatives."""
        if isinstance(raw, list | tuple):
            return tuple(self.alternative(item, name) for item in raw)
        if isinstance(raw, str) and raw.startswith("="):
            return self.node(raw[1:], name)
        if isinstance(raw, str) and raw.startswith("p."):
            return self.node(raw, name)
        return raw

    def alternative(self, raw: Any, name: str) -> Alternative:
        try:
            doc = AlternativeDoc.model_validate(raw)
        except ValueError as error:
            self.fault(f"{name}: {raw!r} is no case of a value: {error}", HELP)
            return Alternative(None, None)
        when = self.node(doc.when, name) if doc.when is not None else None
        phrase = self.phrase(doc, when, name) if doc.text or doc.ref else None
        return Alternative(when, self.value(doc.value, name), phrase)

    def node(self, text: str, name: str) -> x.Node:
        try:
            node = x.parse(text)
        except ExpressionError as error:
            self.fault(f"{name}: {error}", HELP)
            return x.Unsettled()
        self.names(node, name)
        return node

    # ---- checks ----
    def names(self, node: x.Node, rule: str) -> None:
        """Every fact, term, parameter, list and enum value exists."""
        pools: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
            ("fact or term", x.names(node), [*self.rules.facts, *self.rules.terms, *self.pseudo]),
            ("parameter", x.params(node), self.rules.parameters),
            ("list", x.lists(node), self.rules.lists),
            ("route", x.routes(node), self.rules.routes),
        )
        for what, used, pool in pools:
            for name in used:
                self.known(name, pool, what, rule)
        for inner in x.walk(node):
            match inner:
                case x.OneOf(fact=x.Name(name=name), values=values):
                    self.members_of(name, values, rule)
                case x.Compare(left=x.Name(name=name), right=x.Const(value=str() as value)):
                    self.members_of(name, (value,), rule)

    def members_of(self, name: str, values: Iterable[Any], rule: str) -> None:
        fact = self.rules.facts.get(name)
        for value in values if fact is not None and fact.type == "enum" else ():
            self.known(str(value), fact.values if fact else (), f"value of {name}", rule)

    def known(self, name: str | None, pool: Iterable[str], what: str, rule: str = "") -> None:
        names = list(pool)
        if name is not None and name not in names:
            lead = f"{rule}: " if rule else ""
            self.fault(f"{lead}unknown {what} {name!r}", nearest(name, names))

    def fault(self, message: str, remedy: str) -> None:
        if self._lines is None:
            self._lines = LineFinder(self.path)
        self.faults.append(Fault(str(self.path), self._lines.of(self.place), message, remedy))
