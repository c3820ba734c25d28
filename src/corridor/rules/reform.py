"""Reforms: a small overlay on the documents of a law, applied before validation, so that a wrong path is an error.

    id: example
    label: {en: ..., fr: ..., nl: ...}
    parameters: {flanders.hs_reduced_pct_of_avg_wage: {from: 2027-01-01, value: 70, later: replace}}
    lists:      {flanders.medium_skilled: {from: 2026-01-01, restore: 2023-09-01, add: [...], remove: [...]}}
    conditions: {flanders.eu_blue_card.bc_contract: {from: 2027-01-01, expr: ..., text: {...}}}
    terms:      {brussels.hs_reduced: {from: 2027-01-01, expr: ...}}
    routes:     {flanders.other: null}

`later` says what happens to what the law already says for after `from` (values, computed ones too, lists, versions of
conditions and terms): `keep` lets it come into force, `replace` puts the reform in its place. It is required where
there is such law and no `until` is given. Formulas follow their operands; what a reform takes off a list is "not met".
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError, model_validator

from corridor.rules import formula, schema
from corridor.rules.difference import Difference
from corridor.rules.documents import FEDERAL, Documents, Layer, Span
from corridor.rules.errors import ReformError, nearest
from corridor.rules.model import RuleSet
from corridor.rules.moment import title_key
from corridor.rules.rulefile import read

Later = Literal["keep", "replace"]
NEVER = datetime.date(9999, 1, 1)
Version = TypeVar("Version", schema.PhraseDoc, schema.TermVersionDoc)


class ParameterChange(schema.Period):
    start: datetime.date = Field(alias="from")
    value: bool | schema.Money
    later: Later | None = None
    note: schema.Trilingual | None = None


class ListChange(schema.Period):
    start: datetime.date = Field(alias="from")
    restore: datetime.date | None = None
    add: list[schema.EntryDoc] = []
    remove: list[str] = []
    later: Later | None = None
    note: schema.Trilingual | None = None

    @model_validator(mode="after")
    def _something(self) -> ListChange:
        if self.restore is None and not self.add and not self.remove:
            raise ValueError("nothing changes: give restore, add or remove")
        return self


class ExpressionChange(schema.Doc):
    start: datetime.date | None = Field(default=None, alias="from")
    expr: str
    text: schema.Trilingual | None = None
    later: Later | None = None
    note: schema.Trilingual | None = None


class NewRoute(schema.RouteDoc):
    kind: schema.Kind


class Reform(schema.Doc):
    """A reform document."""

    id: str
    label: schema.Trilingual
    note: schema.Trilingual | None = None
    parameters: dict[str, ParameterChange] = {}
    lists: dict[str, ListChange] = {}
    conditions: dict[str, ExpressionChange] = {}
    terms: dict[str, ExpressionChange] = {}
    routes: dict[str, NewRoute | None] = {}


def read_reform(path: Path) -> Reform:
    """A reform file.

    Raises:
        RuleFileError: the file is faulty; with line and remedy.
    """
    return read(path, Reform)


def apply(documents: Documents, reform: Reform) -> Documents:
    """The documents as the reform leaves them; the given ones are not touched.

    Raises:
        ReformError: a path that the law does not have, or a choice left open (`later`).
    """
    changed = copy.copy(documents)
    changed.layers = {
        name: Layer(
            dict(x.parameters),
            dict(x.lists),
            dict(x.terms),
            x.shared,
            dict(x.routes),
            x.procedure,
            dict(x.recomputed),
            {n: [*spans] for n, spans in x.reformed.items()},
        )
        for name, x in documents.layers.items()
    }
    changed.version = f"{documents.version}+{reform.id}"
    for path, parameter in reform.parameters.items():
        _parameter(changed, path, parameter)
    for path, codes in reform.lists.items():
        _list(changed, path, codes)
    for path, phrase in reform.conditions.items():
        _condition(changed, path, phrase)
    for path, phrase in reform.terms.items():
        _term(changed, path, phrase)
    for path, route in reform.routes.items():
        _route(changed, path, route)
    return changed


def _find(documents: Documents, path: str, what: str) -> tuple[Layer, str]:
    region, _, name = path.partition(".")
    layer = documents.layers.get(region)
    if layer is None or not name:
        remedy = f"begin with a region ({', '.join(documents.layers)}) and a point"
        raise ReformError(f"{what} {path!r}: no such region; {remedy}")
    return layer, name


def _missing(what: str, path: str, known: Iterable[str]) -> ReformError:
    return ReformError(f"{what} {path!r}: the law has no such {what}; {nearest(path.partition('.')[2], known)}")


def _ask_later(
    path: str, change: ParameterChange | ListChange | ExpressionChange, starts: Iterable[datetime.date | None]
) -> datetime.date | None:
    """The day from which enacted law follows the reform's; None where it stands for good."""
    coming = sorted(s for s in starts if s and change.start and s > change.start)
    until = None if isinstance(change, ExpressionChange) else change.until
    if coming and until is None and change.later is None:
        raise ReformError(
            f"{path}: the law already says something else from {coming[0]}; "
            "add 'later: keep' (it comes into force) or 'later: replace' (the reform stays)"
        )
    return coming[0] if coming and until is None and change.later == "keep" else None


def _parameter(documents: Documents, path: str, change: ParameterChange) -> None:
    layer, name = _find(documents, path, "parameter")
    if name not in layer.parameters:
        raise _missing("parameter", path, layer.parameters)
    doc = layer.parameters[name]
    day = datetime.timedelta(days=1)
    following = _ask_later(path, change, _starts(documents, layer, name))
    last_day = following - day if following else change.until
    new = schema.DatedDoc(start=change.start, until=last_day, value=change.value, note=change.note)
    kept = []
    for index, value in enumerate(doc.values):
        end = value.until or (doc.values[index + 1].start - day if index + 1 < len(doc.values) else None)
        if value.start < change.start:
            last = min(x for x in (end, change.start - day) if x)
            kept.append(value.model_copy(update={"until": last}))
        if change.until and (end is None or end > change.until):
            kept.append(value.model_copy(update={"start": max(value.start, change.until + day), "until": end}))
        elif value.start > change.start and not change.until and change.later == "keep":
            kept.append(value)
    values = sorted([*kept, new], key=lambda v: v.start)
    given = {n: getattr(doc, n) for n in doc.model_fields_set}
    try:
        layer.parameters[name] = schema.ParameterDoc.model_validate({**given, "values": values})
    except ValidationError as error:
        raise ReformError(f"{path}: {error.errors()[0]['msg']}; mend the value") from None
    layer.reformed.setdefault(name, []).append((change.start, last_day))
    _recompute(documents, name, (change.start, last_day))


def _starts(documents: Documents, layer: Layer, name: str) -> set[datetime.date]:
    """The days on which the law has another value for a parameter, by its own values or those of its operands."""
    owner = layer if name in layer.parameters else documents.layers.get(FEDERAL, layer)
    doc = owner.parameters.get(name)
    if doc is None:
        return set()
    operands = formula.operands(doc.formula) if doc.formula else []
    return {v.start for v in doc.values}.union(*(_starts(documents, layer, o) for o in operands))


def _recompute(documents: Documents, name: str, span: Span) -> None:
    """Formulas over the parameter replace their published values in that period."""
    for layer in documents.layers.values():
        for other, doc in layer.parameters.items():
            if doc.formula and name in formula.operands(doc.formula):
                old = layer.recomputed.get(other)
                layer.recomputed[other] = _joined(old, span) if old else span
                if layer.recomputed[other] != old:
                    _recompute(documents, other, span)


def _joined(a: Span, b: Span) -> Span:
    """One period around both."""
    return min(a[0], b[0]), None if a[1] is None or b[1] is None else max(a[1], b[1])


def _list(documents: Documents, path: str, change: ListChange) -> None:
    layer, name = _find(documents, path, "list")
    if name not in layer.lists:
        raise _missing("list", path, layer.lists)
    head, versions = layer.lists[name]
    _ask_later(path, change, (v.start for v in versions))
    wanted = change.restore or change.start
    before = [v for v in versions if v.start <= wanted]
    if not before or (change.restore and before[-1].start != change.restore):
        known = ", ".join(str(v.start) for v in versions)
        raise ReformError(f"{path}: no version of {wanted}; versions start on {known}")
    known_as = [{*(title_key(t) for t in e.title.values()), *e.codes} for e in before[-1].entries]
    for wanted_gone in change.remove:
        if not any(title_key(wanted_gone) in names for names in known_as):
            remedy = nearest(wanted_gone, [t for e in before[-1].entries for t in e.title.values()])
            raise ReformError(f"{path}: {wanted_gone!r} is not on the list of {before[-1].start}; {remedy}")
    gone = {title_key(r) for r in change.remove}
    entries = [e for e, names in zip(before[-1].entries, known_as, strict=True) if not gone & names]
    removed = [e for e, names in zip(before[-1].entries, known_as, strict=True) if gone & names]
    new = before[-1].model_copy(
        update={
            "start": change.start,
            "until": change.until,
            "entries": [*entries, *change.add],
            "removed": [*before[-1].removed, *removed],
            "old_list_until": None,
            "note": change.note,
        }
    )
    day = datetime.timedelta(days=1)
    kept = []
    for version in versions:
        resumes = (
            version.start > change.until if change.until else change.later == "keep" and version.start > change.start
        )
        if version.start < change.start or resumes:
            kept.append(version)
    if change.until and not any(v.start == change.until + day for v in versions):
        resumed = [v for v in versions if v.start <= change.until + day]
        kept += [v.model_copy(update={"start": change.until + day}) for v in resumed[-1:]]
    layer.lists[name] = (head, sorted([*kept, new], key=lambda v: v.start))


def _condition(documents: Documents, path: str, change: ExpressionChange) -> None:
    layer, rest = _find(documents, path, "condition")
    route_name, _, name = rest.partition(".")
    owner = layer if route_name in layer.routes else documents.layers.get(FEDERAL, layer)
    if route_name not in owner.routes:
        raise _missing("route", path, {**owner.routes, **layer.routes})
    route = owner.routes[route_name]
    shared = documents.layers[FEDERAL].shared.conditions | layer.shared.conditions
    conditions = list(route.conditions)
    for index, item in enumerate(conditions):
        if (item if isinstance(item, str) else item.id) == name:
            old = shared[item].model_copy(update={"id": item}) if isinstance(item, str) else item
            conditions[index] = _changed_phrase(path, old, change)
            break
    else:
        ids = [i if isinstance(i, str) else str(i.id) for i in conditions]
        raise ReformError(f"condition {path!r}: the route has no such condition; it has {', '.join(ids)}")
    # a federal route that one region changes becomes that region's own
    layer.routes[route_name] = route.model_copy(update={"conditions": conditions})


def _changed_phrase(path: str, old: schema.ConditionDoc, change: ExpressionChange) -> schema.ConditionDoc:
    new = {"expr": change.expr, "text": change.text or old.text or _last_text(old), "note": change.note}
    if change.start is None:
        return schema.ConditionDoc.model_validate({"id": old.id, "ref": _plain(old.ref), **new})
    versions = [
        v.model_copy(update={"start": v.start or old.start, "until": v.until or old.until})
        for v in (old.versions or [schema.PhraseDoc()])
    ]
    kept = _kept(path, versions, change)
    phrase = schema.PhraseDoc.model_validate({"from": change.start, **new})
    return old.model_copy(update={"versions": _in_order([*kept, phrase]), "start": None, "until": None})


def _kept(path: str, versions: Iterable[Version], change: ExpressionChange) -> list[Version]:
    """The versions that stand beside the reform's: those before it, and later ones that it keeps."""
    versions = list(versions)
    _ask_later(path, change, (v.start for v in versions))
    start = change.start or datetime.date.min
    return [
        v
        for v in versions
        if (v.start or datetime.date.min) < start or (v.start and v.start > start and change.later == "keep")
    ]


def _in_order(versions: list[Version]) -> list[Version]:
    return sorted(versions, key=lambda v: v.start or datetime.date.min)


def _last_text(old: schema.ConditionDoc) -> dict[str, str] | None:
    return next((v.text for v in reversed(old.versions) if v.text), None)


def _plain(ref: schema.RefDoc | None) -> dict[str, Any] | None:
    return ref.model_dump() if ref else None


def _term(documents: Documents, path: str, change: ExpressionChange) -> None:
    layer, name = _find(documents, path, "term")
    if name not in layer.terms:
        raise _missing("term", path, layer.terms)
    old = layer.terms[name]
    versions = old.versions or ([schema.TermVersionDoc(expr=old.expr)] if old.expr else [])
    kept = _kept(path, versions, change)
    new = schema.TermVersionDoc.model_validate({"from": change.start, "expr": change.expr})
    layer.terms[name] = old.model_copy(update={"versions": _in_order([*kept, new]), "expr": None})


def _route(documents: Documents, path: str, new: NewRoute | None) -> None:
    layer, name = _find(documents, path, "route")
    if new is None:
        if name not in layer.routes:
            raise _missing("route", path, layer.routes)
        layer.routes[name] = layer.routes[name].model_copy(update={"start": NEVER})
        return
    layer.routes[name] = new
    vocabulary = documents.vocabulary
    if name not in vocabulary.routes:
        region = path.partition(".")[0]
        entry = schema.RouteNameDoc(kind=new.kind, regions=None if region == FEDERAL else [region], label=new.label)
        documents.vocabulary = vocabulary.model_copy(update={"routes": {**vocabulary.routes, name: entry}})


def touched(before: RuleSet, after: RuleSet) -> list[str]:
    """Routes whose answer can differ between two rule sets: something that they use is not the same."""
    differs = Difference(before, after)
    return [n for n in after.routes if differs.route(n)]
