"""Reforms put together from plain changes: a value, entries of a list, a route or condition left out, a rule reworded.

The changes become a reform document (`reform.Reform`), the same that a file holds: it is checked against the law,
applied, and written as YAML that every command with `--reform` reads. What can be changed is found by `adjustable`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from corridor.rules.documents import FEDERAL, Documents, Layer
from corridor.rules.errors import AmendmentError, ReformError, RuleFileError
from corridor.rules.expression import ExpressionError, parse
from corridor.rules.load import assemble
from corridor.rules.model import RuleSet
from corridor.rules.moment import title_key
from corridor.rules.reform import ExpressionChange, Later, ListChange, ParameterChange, Reform, apply

Text = dict[str, str]
WHOLE = frozenset({"months", "weeks", "days", "years", "level", "count"})
"""Units that are counted in whole numbers, unless the law itself has had fractions of them."""
NOT_ASKED = {
    "en": "Not asked under this reform.",
    "fr": "N'est pas demandé dans cette réforme.",
    "nl": "Wordt in deze hervorming niet gevraagd.",
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change. `path`: region (or `federal`), a point, and the name, as `adjustable` gives it."""

    path: str


@dataclass(frozen=True, kw_only=True)
class SetValue(Change):
    """A parameter gets another value, in the parameter's unit."""

    value: Decimal | int | bool


@dataclass(frozen=True, kw_only=True)
class Added:
    """A new entry of a list of occupations: ISCO-08 codes of one to four digits, and a title in three languages."""

    codes: tuple[str, ...]
    title: Text


@dataclass(frozen=True, kw_only=True)
class ChangeList(Change):
    """Entries come to a list or go (by title or code), after an earlier version is restored, if one is named."""

    add: tuple[Added, ...] = ()
    remove: tuple[str, ...] = ()
    restore: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class CloseRoute(Change):
    """A route is open to nobody, whatever the day."""


@dataclass(frozen=True, kw_only=True)
class DropCondition(Change):
    """A condition of a route is no longer asked. Path: region, route and condition, with points."""


@dataclass(frozen=True, kw_only=True)
class RewriteCondition(Change):
    """A condition of a route says something else. `text`: in three languages; the old one stays if not given."""

    expr: str
    text: Text | None = None


@dataclass(frozen=True, kw_only=True)
class RewriteTerm(Change):
    """A term says something else."""

    expr: str


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """Changes that make one reform.

    Attributes:
        id: a short name, for files.
        label, note: in three languages.
        start: the day from which the changes hold.
        changes: each path once.
        until: last day (of values and lists alone); for good if not given.
        later: what becomes of law that is enacted for after `start`: the reform replaces it, or it comes into force.
    """

    id: str
    label: Text
    start: datetime.date
    changes: tuple[Change, ...]
    note: Text | None = None
    until: datetime.date | None = None
    later: Later = "replace"


# ---- the document ----


def document(amendment: Amendment) -> Reform:
    """The reform document of an amendment, not yet held against a law.

    Raises:
        AmendmentError: a text is missing in a language, or codes are none.
    """
    given: dict[str, Any] = {"id": amendment.id, "label": amendment.label}
    if amendment.note:
        given["note"] = amendment.note
    try:
        for change in amendment.changes:
            given.setdefault(PARTS[type(change)], {})[change.path] = WRITERS[type(change)](amendment, change)
        return Reform.model_validate(given)
    except ValueError as error:
        raise AmendmentError(amendment.id, "unfit_document", why=_first(error)) from None


def _dates(amendment: Amendment) -> dict[str, Any]:
    until = {"until": amendment.until} if amendment.until else {}
    return {"from": amendment.start, **until, "later": amendment.later}


def _value(amendment: Amendment, change: SetValue) -> Any:
    return ParameterChange.model_validate({**_dates(amendment), "value": change.value})


def _codes(amendment: Amendment, change: ChangeList) -> Any:
    given: dict[str, Any] = {**_dates(amendment)}
    if change.restore:
        given["restore"] = change.restore
    if change.add:
        given["add"] = [{"title": a.title, "codes": list(a.codes)} for a in change.add]
    if change.remove:
        given["remove"] = list(change.remove)
    return ListChange.model_validate(given)


def _closed(amendment: Amendment, change: CloseRoute) -> Any:
    return None


def _dropped(amendment: Amendment, change: DropCondition) -> Any:
    return _reworded(amendment, RewriteCondition(path=change.path, expr="true", text=NOT_ASKED))


def _reworded(amendment: Amendment, change: RewriteCondition) -> Any:
    text = {"text": change.text} if change.text else {}
    given = {"from": amendment.start, "expr": change.expr, **text, "later": amendment.later}
    return ExpressionChange.model_validate(given)


def _term(amendment: Amendment, change: RewriteTerm) -> Any:
    given = {"from": amendment.start, "expr": change.expr, "later": amendment.later}
    return ExpressionChange.model_validate(given)


WRITERS: dict[type[Change], Callable[[Amendment, Any], Any]] = {
    SetValue: _value,
    ChangeList: _codes,
    CloseRoute: _closed,
    DropCondition: _dropped,
    RewriteCondition: _reworded,
    RewriteTerm: _term,
}


def _first(error: ValueError) -> str:
    """The first message of pydantic's, or the error's own."""
    found: Any = getattr(error, "errors", None)
    return str(found()[0]["msg"]) if callable(found) else str(error)


# ---- held against the law ----


def amended(
    amendment: Amendment, documents: Documents, region: str, before: RuleSet | None = None
) -> tuple[Reform, RuleSet]:
    """The reform document, and the law of a region as it leaves it.

    Args:
        amendment: the changes.
        documents: the law's documents.
        region: whose law.
        before: the rule set that the documents give for the region; with it, what the reform leaves alone is taken as
            it is, which is several times as fast.

    Raises:
        AmendmentError: the first change that does not fit; `faults` gives all of them.
    """
    for fault in faults(amendment, documents, region):
        raise fault
    reform = document(amendment)
    return reform, _under(reform, documents, region, amendment.id, before)


def fits_everywhere(amendment: Amendment, documents: Documents) -> None:
    """Check a reform against every region, as files are checked: one that changes federal law changes them all.

    Raises:
        AmendmentError: it does not fit.
    """
    reform = document(amendment)
    for region in documents.regions:
        _under(reform, documents, region, amendment.id)


def _under(reform: Reform, documents: Documents, region: str, place: str, before: RuleSet | None = None) -> RuleSet:
    from corridor.rules.check import check
    from corridor.rules.reassembly import reassemble

    try:
        changed = apply(documents, reform)
        if before is not None:
            return reassemble(changed, before, documents)
        rules = assemble(changed, region)
        if found := check(rules, changed):
            raise RuleFileError(found)
    except RuleFileError as error:
        fault = error.faults[0]
        raise AmendmentError(place, "unfit_law", why=f"{fault.message}; {fault.remedy}") from None
    except ReformError as error:
        raise AmendmentError(place, "unfit_law", why=error) from None
    return rules


def faults(amendment: Amendment, documents: Documents, region: str) -> list[AmendmentError]:
    """What is wrong with each change, as far as it can be said of the change alone; `place` is its path."""
    found: list[AmendmentError] = []
    first, last = documents.vocabulary.coverage.start, documents.vocabulary.coverage.until
    if not first <= amendment.start <= last:
        found.append(AmendmentError("start", "start_outside", raw=amendment.start, first=first, last=last))
    if amendment.until and amendment.until < amendment.start:
        found.append(AmendmentError("until", "until_first", raw=amendment.until, first=amendment.start))
    if not amendment.changes:
        found.append(AmendmentError("changes", "nothing_changes"))
    seen: set[tuple[str, str]] = set()
    for change in amendment.changes:
        part = PARTS[type(change)]
        if (part, change.path) in seen:
            found.append(AmendmentError(change.path, "changed_twice", raw=change.path))
        seen.add((part, change.path))
        if amendment.until and not isinstance(change, SetValue | ChangeList):
            found.append(AmendmentError(change.path, "no_until"))
        found += CHECKS[type(change)](change, amendment, documents, region)
    return found


Faults = Iterator[AmendmentError]


def _layer(change: Change, documents: Documents, region: str) -> tuple[Layer | None, str]:
    """The layer that a path begins with, and the rest; None where it is another region's."""
    owner, _, name = change.path.partition(".")
    layers = {r: documents.layers[r] for r in (FEDERAL, region) if r in documents.layers}
    return layers.get(owner), name


def _unknown(change: Change, key: str, name: str, known: Any) -> AmendmentError:
    return AmendmentError(change.path, key, raw=change.path, near=name, known=list(known))


def _value_faults(change: SetValue, amendment: Amendment, documents: Documents, region: str) -> Faults:
    layer, name = _layer(change, documents, region)
    doc = layer.parameters.get(name) if layer else None
    if doc is None:
        yield _unknown(change, "no_parameter", name, layer.parameters if layer else ())
        return
    value, unit = change.value, doc.unit
    if (unit == "bool") != isinstance(value, bool):
        yield AmendmentError(change.path, "no_truth" if unit == "bool" else "no_number", raw=value)
        return
    if isinstance(value, bool):
        return
    if isinstance(value, Decimal) and not value.is_finite():
        yield AmendmentError(change.path, "not_a_number", raw=value)
        return
    low, high = doc.min if doc.min is not None else 0, doc.max
    if value < low or (high is not None and value > high):
        yield AmendmentError(change.path, "out_of_range", raw=value, low=low, high=high or "…", unit=unit)
    if unit in WHOLE and value != int(value) and all(v.value is None or v.value == int(v.value) for v in doc.values):
        yield AmendmentError(change.path, "not_whole", raw=value, unit=unit)
    elif unit.startswith("EUR") and round(Decimal(value), 2) != value:
        yield AmendmentError(change.path, "fraction_of_cent", raw=value)
    elif round(Decimal(value), 4) != value:
        yield AmendmentError(change.path, "too_fine", raw=value)


def _list_faults(change: ChangeList, amendment: Amendment, documents: Documents, region: str) -> Faults:
    layer, name = _layer(change, documents, region)
    if layer is None or name not in layer.lists:
        yield _unknown(change, "no_list", name, layer.lists if layer else ())
        return
    head, versions = layer.lists[name]
    if not (change.add or change.remove or change.restore):
        yield AmendmentError(change.path, "nothing_changes")
    if head.kind == "country" and (change.add or change.remove):
        yield AmendmentError(change.path, "countries_stay")
        return
    before = [v for v in versions if v.start <= (change.restore or amendment.start)]
    if not before or (change.restore and before[-1].start != change.restore):
        known = ", ".join(str(v.start) for v in versions)
        yield AmendmentError(change.path, "no_version", raw=change.restore or amendment.start, values=known)
        return
    names = {key for e in before[-1].entries for key in (*map(title_key, e.title.values()), *e.codes)}
    for gone in change.remove:
        if title_key(gone) not in names:
            near = [t for e in before[-1].entries for t in (*e.title.values(), *e.codes)]
            yield AmendmentError(change.path, "not_on_list", raw=gone, near=gone, known=near)
    removed = set(map(title_key, change.remove))
    stay = {
        c for e in before[-1].entries for c in e.codes if not removed & {*map(title_key, e.title.values()), *e.codes}
    }
    for entry in change.add:
        for code in entry.codes:
            if not (code.isascii() and code.isdigit() and len(code) <= 4):
                yield AmendmentError(change.path, "no_isco_group", raw=code)
            elif any(code.startswith(c) for c in stay):
                yield AmendmentError(change.path, "already_on_list", raw=code)
        if not entry.codes:
            yield AmendmentError(change.path, "no_isco_group", raw="")


def _route_faults(change: CloseRoute, amendment: Amendment, documents: Documents, region: str) -> Faults:
    layer, name = _layer(change, documents, region)
    if layer is None or name not in layer.routes:
        yield _unknown(change, "no_route", name, layer.routes if layer else ())


def _condition_faults(change: Change, amendment: Amendment, documents: Documents, region: str) -> Faults:
    layer, rest = _layer(change, documents, region)
    name, _, condition = rest.partition(".")
    owner = layer if layer and name in layer.routes else documents.layers[FEDERAL]
    if layer is None or name not in owner.routes:
        yield _unknown(change, "no_route", name, [*owner.routes, *(layer.routes if layer else ())])
        return
    known = [c if isinstance(c, str) else str(c.id) for c in owner.routes[name].conditions]
    if condition not in known:
        yield _unknown(change, "no_condition", condition, known)
    if isinstance(change, RewriteCondition):
        yield from _expression_faults(change, change.expr)


def _term_faults(change: RewriteTerm, amendment: Amendment, documents: Documents, region: str) -> Faults:
    layer, name = _layer(change, documents, region)
    if layer is None or name not in layer.terms:
        yield _unknown(change, "no_term", name, layer.terms if layer else ())
        return
    yield from _expression_faults(change, change.expr)


def _expression_faults(change: Change, text: str) -> Faults:
    try:
        parse(text)
    except ExpressionError as error:
        yield AmendmentError(change.path, "no_expression", why=error)


CHECKS: dict[type[Change], Callable[[Any, Amendment, Documents, str], Faults]] = {
    SetValue: _value_faults,
    ChangeList: _list_faults,
    CloseRoute: _route_faults,
    DropCondition: _condition_faults,
    RewriteCondition: _condition_faults,
    RewriteTerm: _term_faults,
}
PARTS: dict[type[Change], str] = {
    SetValue: "parameters",
    ChangeList: "lists",
    CloseRoute: "routes",
    DropCondition: "conditions",
    RewriteCondition: "conditions",
    RewriteTerm: "terms",
}


# ---- files ----


def as_yaml(reform: Reform) -> str:
    """A reform as the text of a reform file; `parse_yaml` and `reform.read_reform` give the same document back."""
    import yaml

    class Writer(yaml.SafeDumper):
        pass

    def amount(writer: Any, value: Decimal) -> Any:
        text = format(value.normalize(), "f")
        return writer.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)

    Writer.add_representer(Decimal, amount)
    given = reform.model_dump(by_alias=True, exclude_unset=True)
    return yaml.dump(given, Dumper=Writer, allow_unicode=True, sort_keys=False, width=110)


def write(reform: Reform, path: Path) -> None:
    """Write a reform file, whole or not at all.

    Raises:
        OSError: the folder cannot be written to.
    """
    staged = path.with_name(f".{path.name}.part")
    try:
        staged.write_text(as_yaml(reform), encoding="utf-8")
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)


def parse_yaml(text: str) -> Reform:
    """A reform from the text of a reform file.

    Raises:
        RuleFileError: the text is faulty.
    """
    from corridor.rules.rulefile import read_text

    found: Reform = read_text(text, Reform)
    return found


__all__ = [
    "Added",
    "Amendment",
    "Change",
    "ChangeList",
    "CloseRoute",
    "DropCondition",
    "RewriteCondition",
    "RewriteTerm",
    "SetValue",
    "amended",
    "as_yaml",
    "document",
    "faults",
    "fits_everywhere",
    "parse_yaml",
    "write",
]
