"""From rule files to a `RuleSet`: the documents are read (`documents`), `assemble` joins a region with `federal`.

A reform (`reform.apply`) changes the documents in between, so that a reformed law is checked like the law itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from corridor.rules import expression, formula, schema
from corridor.rules.documents import FEDERAL, Documents, Layer, Span, read_folder
from corridor.rules.errors import CaseError, Fault, RuleFileError, nearest
from corridor.rules.expression import ExpressionError, Node, Param
from corridor.rules.facts import read_value
from corridor.rules.model import (
    Choice,
    CodeList,
    Condition,
    Dated,
    Entry,
    Fact,
    Formality,
    ListVersion,
    Outcome,
    Parameter,
    Phrase,
    Procedure,
    Reference,
    Route,
    RuleSet,
    Source,
    Step,
    Term,
    close_gaps,
)

Text = dict[str, str]


def load(folder: Path, region: str, version: str = "") -> RuleSet:
    """The rule set of one region, read from a law folder and checked.

    Raises:
        RuleFileError: the files are faulty.
    """
    from corridor.rules.check import check

    documents = read_folder(folder, version)
    rules = assemble(documents, region)
    faults = check(rules, documents)
    if faults:
        raise RuleFileError(faults)
    return rules


def assemble(documents: Documents, region: str) -> RuleSet:
    """Join a region's layer with the federal one.

    Raises:
        RuleFileError: a text is no expression, or a name does not exist.
    """
    if region not in documents.regions:
        remedy = nearest(region, documents.regions)
        raise RuleFileError([Fault(str(documents.folder), None, f"the law has no region {region!r}", remedy)])
    return _Assembly(documents, region).rules()


class _Assembly:
    def __init__(self, documents: Documents, region: str) -> None:
        self.documents, self.region = documents, region
        self.federal = documents.layers.get(FEDERAL, Layer())
        self.own = documents.layers[region]
        self.faults: list[Fault] = []

    def rules(self) -> RuleSet:
        vocabulary = self.documents.vocabulary
        parameters = self.parameters()
        lists = self.lists()
        layers = self.documents.layers.values()
        elsewhere = {f"p.{n}" for x in layers for n in x.parameters} | {f"l.{n}" for x in layers for n in x.lists}
        missing = elsewhere - {f"p.{n}" for n in parameters} - {f"l.{n}" for n in lists}
        facts = {n: _known(self.fact(n, d), missing) for n, d in vocabulary.facts.items()}
        terms = {n: self.term(n, d) for n, d in (self.federal.terms | self.own.terms).items()}
        routes: dict[str, Route] = {}
        for name, entry in vocabulary.routes.items():
            if entry.regions is not None and self.region not in entry.regions:
                continue
            for place, layer in ((self.region, self.own), (FEDERAL, self.federal)):
                if name in layer.routes:
                    routes[name] = self.route(name, entry, layer.routes[name], place)
                    break
        rules = RuleSet(
            region=self.region,
            coverage=(vocabulary.coverage.start, vocabulary.coverage.until),
            facts=facts,
            parameters=parameters,
            lists=lists,
            terms=terms,
            routes=_in_order(routes),
            procedure=self.procedure(),
            sources={n: self.source(n, s) for n, s in self.documents.sources.items()},
            documents={n: d.label for n, d in self.documents.documents.items()},
            numbers={n: {"unit": d.unit, "label": d.label} for n, d in vocabulary.numbers.items()},
            version=self.documents.version,
            digest=self.documents.digest,
        )
        if self.faults:
            raise RuleFileError(self.faults)
        return rules

    # ---- leaves ----
    def fault(self, key: str, message: str, remedy: str, look_for: str | None = None) -> None:
        path, line = self.documents.place(self.region, key, look_for)
        self.faults.append(Fault(str(path), line, message, remedy))

    def node(self, text: str, key: str, look_for: str | None = None) -> Node:
        try:
            return expression.parse(text)
        except ExpressionError as error:
            self.fault(key, str(error), "see 'Expressions' in docs/law-format.md", look_for)
            return expression.Unsettled()

    def value(self, raw: Any, key: str, look_for: str | None = None) -> Any:
        """A scalar, a node, or a tuple of choices."""
        if isinstance(raw, list):
            return tuple(
                Choice(
                    self.node(c.when, key, look_for) if c.when is not None else None,
                    self.value(c.value, key, look_for),
                    self.reference(c.ref),
                )
                for c in raw
            )
        if isinstance(raw, str):
            if raw.startswith("="):
                return self.node(raw[1:], key, look_for)
            if raw.startswith("p."):
                return Param(raw[2:])
        return raw

    def choices(self, raw: Any, key: str, look_for: str) -> tuple[Choice, ...]:
        if raw is None:
            return ()
        found = self.value(raw if isinstance(raw, list) else [schema.ChoiceDoc(value=raw)], key, look_for)
        return tuple(found)

    def reference(
        self,
        ref: schema.RefDoc | None,
        basis: str | None = None,
        confidence: str | None = None,
        note: Text | None = None,
    ) -> Reference | None:
        if ref is None:
            return None
        return Reference(ref.source, ref.article, basis or "law", confidence or "high", note)

    # ---- parameters, lists, terms, facts ----
    def parameters(self) -> dict[str, Parameter]:
        merged: dict[str, tuple[str, schema.ParameterDoc]] = {}
        for place, layer in ((FEDERAL, self.federal), (self.region, self.own)):
            merged |= {n: (place, d) for n, d in layer.parameters.items()}
        layers = {FEDERAL: self.federal, self.region: self.own}
        out: dict[str, Parameter] = {}

        def build(name: str, chain: tuple[str, ...] = ()) -> None:
            if name in out:
                return
            place, doc = merged[name]
            values = [_dated(v) for v in doc.values]
            starts = [v.start for v in values]
            values = [replace(v, until=end) for v, end in zip(values, close_gaps(values, starts), strict=True)]
            if doc.formula:
                key = f"p.{name}"
                try:
                    used = formula.operands(doc.formula)
                    for other in used:
                        if other not in merged:
                            remedy = nearest(other, merged)
                            self.fault(key, f"formula of {name} uses unknown parameter {other!r}", remedy, name)
                            return
                        if other in (*chain, name):
                            self.fault(key, f"{name} is computed from itself", "break the circle", name)
                            return
                        build(other, (*chain, name))
                        if other not in out:  # its own fault is reported
                            return
                        if merged[other][1].anchor != doc.anchor:
                            message = f"formula of {name} uses {other}, which has another anchor"
                            self.fault(key, message, "give both the same anchor", name)
                    computed = formula.compute(name, doc.formula, doc.round, out)
                except formula.FormulaError as error:
                    self.fault(key, str(error), "mend the formula", name)
                    return
                recomputed, reformed = layers[place].recomputed.get(name), layers[place].reformed.get(name, [])
                values = _published_or_computed(values, computed, recomputed, reformed)
            out[name] = Parameter(name, doc.label, doc.unit, doc.anchor, tuple(values), doc.formula, place)

        for name in merged:
            build(name)
        return out

    def lists(self) -> dict[str, CodeList]:
        out = {}
        for place, layer in ((FEDERAL, self.federal), (self.region, self.own)):
            for name, (head, versions) in layer.lists.items():
                ends = close_gaps(versions, [v.start for v in versions])
                built = tuple(self.list_version(v, end) for v, end in zip(versions, ends, strict=True))
                out[name] = CodeList(name, head.label, head.kind, head.anchor, built, place)
        return out

    def list_version(self, doc: schema.ListVersionDoc, until: date | None) -> ListVersion:
        return ListVersion(
            start=doc.start,
            until=until,
            complete=doc.complete,
            entries=tuple(_entry(e) for e in doc.entries),
            removed=tuple(_entry(e) for e in doc.removed),
            countries=tuple(doc.codes),
            old_list_until=doc.old_list_until,
            reconstructed=doc.reconstructed,
            secondary=doc.secondary,
            published=doc.published,
            ref=self.reference(doc.ref, doc.basis, doc.confidence, doc.note),
        )

    def term(self, name: str, doc: schema.TermDoc) -> Term:
        if not doc.versions and doc.expr is None:
            self.fault(f"t.{name}", f"term {name} has no expr", "add 'expr:'", name)
        raw = doc.versions or [schema.TermVersionDoc(expr=doc.expr or "unsettled")]
        starts = [v.start or date.min for v in raw]
        if starts != sorted(set(starts)):
            self.fault(f"t.{name}", f"versions of {name} must ascend by 'from', each once", "sort them", name)
            return Term(name, doc.type, (), doc.label or {})
        ends = close_gaps(raw, starts) if len(raw) > 1 else [raw[0].until]
        phrases = tuple(
            Phrase(v.start, end, self.node(v.expr, f"t.{name}", name), v.expr) for v, end in zip(raw, ends, strict=True)
        )
        return Term(name, doc.type, phrases, doc.label or {})

    def fact(self, name: str, doc: schema.FactDoc) -> Fact:
        fact = Fact(
            name=name,
            type=doc.type,
            unit=doc.unit,
            scheme=doc.scheme,
            values=tuple(doc.values),
            value_labels=dict(doc.value_labels),
            min=Decimal(doc.min) if doc.min is not None else None,
            max=Decimal(doc.max) if doc.max is not None else None,
            presumed=self.choices(doc.presumed, "vocabulary", name),
            derive=self.choices(doc.derive, "vocabulary", name),
            fixed=doc.fixed,
            effort=doc.effort,
            aliases=tuple(doc.aliases),
            label=doc.label or {},
            question=doc.question or {},
        )
        return replace(fact, presumed=self.natural(fact, fact.presumed), derive=self.natural(fact, fact.derive))

    def natural(self, fact: Fact, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """The choices with written values as a case would have them."""

        def read(choice: Choice) -> Choice:
            if isinstance(choice.value, Node):
                return choice
            try:
                return replace(choice, value=read_value(fact, choice.value))
            except CaseError as error:
                self.fault("vocabulary", f"{fact.name}: {error.message}", error.remedy, fact.name)
                return choice

        return tuple(read(c) for c in choices)

    def source(self, name: str, doc: schema.SourceDoc) -> Source:
        title = doc.title if isinstance(doc.title, dict) else dict.fromkeys(schema.LANGUAGES, doc.title)
        return Source(name, title, doc.publisher, doc.kind, doc.eli or doc.url, doc.date, doc.read)

    # ---- routes ----
    def route(self, name: str, entry: schema.RouteNameDoc, doc: schema.RouteDoc, place: str) -> Route:
        key = f"r.{name}"
        defaults = self.defaults(entry.kind) if doc.inherit else []
        inherited = [c for d in defaults for c in d.conditions]
        inherited_assessed = [c for d in defaults for c in d.assessed]
        outcome = self.outcome([*(d.outcome for d in defaults), doc.outcome], key)
        own_ref = self.reference(doc.ref, doc.basis, doc.confidence, doc.note)
        formality = None
        if doc.formality is not None:
            formality = Formality(
                when=self.node(doc.formality.when, key, "formality"),
                conditions=self.conditions(doc.formality.conditions, key, own_ref),
                assessed=self.conditions(doc.formality.assessed, key, own_ref, judgement=True),
                outcome=self.outcome([doc.formality.outcome], key),
            )
        return Route(
            name=name,
            kind=entry.kind,
            label=doc.label or entry.label or dict.fromkeys(schema.LANGUAGES, name),
            start=doc.start or entry.start or self.documents.vocabulary.coverage.start,
            until=doc.until,
            ref=own_ref,
            conditions=self.conditions([*inherited, *doc.conditions], key, own_ref),
            assessed=self.conditions([*inherited_assessed, *doc.assessed], key, own_ref, judgement=True),
            outcome=outcome,
            formality=formality,
            region=place,
        )

    def defaults(self, kind: schema.Kind) -> list[schema.DefaultsDoc]:
        return [layer.shared.defaults[kind] for layer in (self.federal, self.own) if kind in layer.shared.defaults]

    def conditions(
        self,
        raw: Iterable[str | schema.ConditionDoc],
        key: str,
        route_ref: Reference | None,
        *,
        judgement: bool = False,
    ) -> tuple[Condition, ...]:
        shared: dict[str, schema.ConditionDoc] = {}
        for layer in (self.federal, self.own):
            shared |= layer.shared.assessed if judgement else layer.shared.conditions
        out: dict[str, Condition] = {}
        own: set[str] = set()
        for item in raw:
            if isinstance(item, str):
                if item not in shared:
                    self.fault(key, f"no shared condition {item!r}", nearest(item, shared), item)
                    continue
                out[item] = self.condition(item, shared[item], "shared", route_ref, judgement=judgement)
            elif not item.id:
                self.fault(key, "a condition has no id", "add 'id:'", "conditions")
            elif item.id in own:
                self.fault(key, f"two conditions have the id {item.id}", "give each its own", item.id)
            else:
                own.add(item.id)
                out[item.id] = self.condition(item.id, item, key, route_ref, judgement=judgement)
        return tuple(out.values())

    def condition(
        self, name: str, doc: schema.ConditionDoc, key: str, route_ref: Reference | None, *, judgement: bool
    ) -> Condition:
        versions = list(doc.versions) or [schema.PhraseDoc()]
        merged = [_with_defaults(v, doc) for v in versions]
        starts = [v.start or date.min for v in merged]
        if starts != sorted(set(starts)):
            self.fault(key, f"versions of {name} must ascend by 'from', each once", "sort them", name)
            return Condition(name, ())
        ends = close_gaps(merged, starts) if len(merged) > 1 else [merged[0].until]
        phrases = []
        for version, end in zip(merged, ends, strict=True):
            text = version.when if judgement else version.expr
            if text is None and not judgement:
                self.fault(key, f"condition {name} has no expr", "add 'expr:'", name)
                continue
            if version.text is None:
                self.fault(key, f"condition {name} has no text", "add 'text: {en, fr, nl}'", name)
            node = self.node(text, key, name) if text is not None else expression.Const(True)
            ref = self.reference(version.ref, version.basis, version.confidence, version.note)
            if ref is None and route_ref is not None:
                ref = replace(
                    route_ref,
                    basis=version.basis or route_ref.basis,
                    confidence=version.confidence or route_ref.confidence,
                    note=version.note,
                )
            phrases.append(Phrase(version.start, end, node, text or "true", ref, version.text or {}))
        return Condition(name, tuple(phrases))

    def outcome(self, docs: list[schema.OutcomeDoc], key: str) -> Outcome:
        """Later documents win over earlier ones; documents and notes add up."""
        numbers: dict[str, Any] = {}
        rights: dict[str, Any] = {}
        used: dict[str, Node | None] = {}
        notes: dict[str, Condition] = {}
        fees: tuple[str, ...] = ()
        duration: Any = None
        decision: Any = None
        for doc in docs:
            numbers |= {n: self.value(v, key, n) for n, v in doc.numbers.items()}
            rights |= {n: self.value(v, key, n) for n, v in doc.rights.items()}
            if "fees" in doc.model_fields_set:
                fees = tuple(doc.fees)
            if "duration_months" in doc.model_fields_set:
                duration = self.value(doc.duration_months, key, "duration_months")
            if "decision_days" in doc.model_fields_set:
                decision = self.value(doc.decision_days, key, "decision_days")
            for use in doc.documents:
                if isinstance(use, str):
                    used.setdefault(use, None)
                else:
                    used[use.id] = self.node(use.when, key, use.id) if use.when else None
            notes |= {c.id: c for c in self.conditions(doc.notes, key, None, judgement=True)}
        return Outcome(numbers, rights, duration, decision, fees, tuple(used.items()), tuple(notes.values()))

    def procedure(self) -> Procedure:
        steps: dict[str, Step] = {}
        numbers: dict[str, Any] = {}
        for layer in (self.federal, self.own):
            for s in layer.procedure.steps:
                when = self.node(s.when, "procedure", s.id) if s.when else None
                steps[s.id] = Step(s.id, s.text, when, self.reference(s.ref, s.basis, s.confidence, s.note))
            numbers |= {n: self.value(v, "procedure", n) for n, v in layer.procedure.numbers.items()}
        authority = self.own.procedure.authority or self.federal.procedure.authority or {}
        return Procedure(authority, tuple(steps.values()), numbers)


def _known(fact: Fact, missing: set[str]) -> Fact:
    """The fact without derivations from lists and parameters that only other regions have."""

    def exists(choice: Choice) -> bool:
        nodes = [n for n in (choice.when, choice.value) if isinstance(n, Node)]
        used = {f"l.{name}" for n in nodes for name in expression.lists(n)}
        used |= {f"p.{name}" for n in nodes for name in expression.params(n)}
        return not used & missing

    return replace(fact, derive=tuple(c for c in fact.derive if exists(c)))


def _dated(doc: schema.DatedDoc) -> Dated:
    value = doc.value if doc.value is None or isinstance(doc.value, bool) else Decimal(doc.value)
    return Dated(doc.start, doc.until, value, doc.status, doc.source, doc.confidence, doc.last_checked, doc.note)


def _entry(doc: schema.EntryDoc) -> Entry:
    return Entry(doc.title, tuple(c for code in doc.codes for c in expand(code)), doc.mapping)


def expand(code: str) -> range:
    """The four-digit codes under a code of one to four digits."""
    width = 10 ** (4 - len(code))
    return range(int(code) * width, (int(code) + 1) * width)


def _published_or_computed(
    published: list[Dated], computed: list[Dated], recomputed: Span | None, reformed: list[Span]
) -> list[Dated]:
    """Published values stand and computed ones fill the rest; in a `recomputed` period the other way round."""
    spans = [(v.start, v.until) for v in (*published, *computed)] + [*reformed, *([recomputed] if recomputed else [])]
    days = sorted({start for start, _ in spans} | {until + timedelta(days=1) for _, until in spans if until})
    out: list[Dated] = []
    for index, day in enumerate(days):
        anew = recomputed is not None and during(recomputed, day) and not any(during(s, day) for s in reformed)
        pool = [computed, published] if anew else [published, computed]
        found = next((hit for values in pool if (hit := _covering(values, day)) is not None), None)
        if found is None:
            continue
        following = days[index + 1] if index + 1 < len(days) else None
        last = min(x for x in (found.until, following - timedelta(days=1) if following else None, date.max) if x)
        value = replace(found, start=day, until=None if last == date.max else last)
        same = out and out[-1].until and replace(out[-1], start=day, until=value.until) == value
        if same and out[-1].until == day - timedelta(days=1):
            out[-1] = replace(out[-1], until=value.until)
        else:
            out.append(value)
    return out


def during(span: Span, day: date) -> bool:
    """Whether a day lies in a period."""
    return span[0] <= day and (span[1] is None or day <= span[1])


def _covering(values: list[Dated], day: date) -> Dated | None:
    return next((v for v in reversed(values) if v.start <= day and (v.until is None or day <= v.until)), None)


def _with_defaults(version: schema.PhraseDoc, head: schema.ConditionDoc) -> schema.PhraseDoc:
    """A version with what the condition states for all of its versions."""
    given = {k: getattr(version, k) for k in schema.PhraseDoc.model_fields if getattr(version, k) is not None}
    base = {k: getattr(head, k) for k in schema.PhraseDoc.model_fields if getattr(head, k) is not None}
    return schema.PhraseDoc.model_construct(**{**dict.fromkeys(schema.PhraseDoc.model_fields), **base, **given})


def _in_order(routes: Mapping[str, Route]) -> dict[str, Route]:
    """Routes that use the state of others come after them."""
    done: dict[str, Route] = {}

    def add(name: str, chain: tuple[str, ...]) -> None:
        if name in done or name not in routes or name in chain:
            return
        for condition in routes[name].conditions:
            for phrase in condition.versions:
                for other in expression.routes(phrase.node):
                    add(other, (*chain, name))
        done[name] = routes[name]

    for name in routes:
        add(name, ())
    return done
