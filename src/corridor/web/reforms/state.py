"""What the controls of the laboratory say: read from a form or a reform document, and made a reform again.

A control that says what the law says is no change. What a document holds and no control shows (a rule in other words,
a new route, changes from another day) travels along in `rest` as it is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.http import QueryDict

from corridor.permits.book import book, documents
from corridor.rules.adjustable import Adjustable, AdjustableList, AdjustableValue, adjustable
from corridor.rules.amendment import (
    NOT_ASKED,
    Added,
    Amendment,
    Change,
    ChangeList,
    CloseRoute,
    DropCondition,
    SetValue,
    document,
)
from corridor.rules.model import ListVersion
from corridor.rules.moment import title_key
from corridor.rules.reform import ExpressionChange, Later, Reform
from corridor.web.reforms.documents import MOST, PARTS, Document, as_json, bounded, of_json
from corridor.web.reforms.errors import ReformRefusal

NUMBER = re.compile(r"[-+]?\d{1,12}(?:[.,]\d{0,4})?")
TRIAL = {"en": "Trial", "fr": "Essai", "nl": "Proef"}
"""The label of a reform that nobody has named yet."""
LONGEST_NAME = 200


@dataclass(frozen=True)
class ListState:
    """What happens to a list: an earlier version comes back, entries go (by English title or code) or come."""

    restore: date | None = None
    removed: tuple[str, ...] = ()
    added: tuple[Added, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.restore or self.removed or self.added)


@dataclass(frozen=True)
class State:
    """The controls.

    Attributes:
        start, until, later: of all changes, as `corridor.rules.amendment` has them.
        values: by path, those that differ from the law.
        lists: by path, those that change.
        closed, dropped: paths of routes and of conditions.
        rest: parts of a reform document that no control shows.
        typed: by path, what was written and cannot be read.
        faults: why not.
    """

    start: date
    until: date | None = None
    later: Later = "replace"
    values: Mapping[str, Decimal | bool] = field(default_factory=dict)
    lists: Mapping[str, ListState] = field(default_factory=dict)
    closed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    rest: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[ReformRefusal, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that the controls make."""
        values: Iterable[Change] = (SetValue(path=p, value=v) for p, v in self.values.items())
        lists: Iterable[Change] = (
            ChangeList(path=p, add=s.added, remove=s.removed, restore=s.restore) for p, s in self.lists.items() if s
        )
        routes = (CloseRoute(path=p) for p in self.closed)
        conditions = (DropCondition(path=p) for p in self.dropped)
        return (*values, *lists, *routes, *conditions)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not self.changes and not any(self.rest.values())

    def amendment(self, id: str = "trial", label: Mapping[str, str] = TRIAL, note: Any = None) -> Amendment:
        """What the controls change, as one amendment."""
        return Amendment(
            id=id,
            label=dict(label),
            start=self.start,
            changes=self.changes,
            note=dict(note) if note else None,
            until=self.until,
            later=self.later,
        )

    def reform(self, id: str = "trial", label: Mapping[str, str] = TRIAL, note: Any = None) -> Reform:
        """The whole reform document; where the rest changes the same thing as a control, the control decides.

        Raises:
            AmendmentError: a text is missing. ReformRefusal: the rest is no part of a reform.
        """
        made = document(self.amendment(id, label, note))
        if not any(self.rest.values()):
            return made
        plain = as_json(made)
        parts = {part: {**self.rest.get(part, {}), **plain.get(part, {})} for part in PARTS}
        return of_json({**plain, **{part: changes for part, changes in parts.items() if changes}})


@lru_cache(maxsize=32)
def adjustable_on(region: str, day: date, digest: str) -> Adjustable:
    """What a reform of a region can change on a day. `digest`: of the law, so that another one is read anew."""
    return adjustable(documents(), book(region).rules, day)


def can_change(region: str, day: date) -> Adjustable:
    """What a reform of a region can change on a day."""
    return adjustable_on(region, day, book(region).rules.digest)


# ---- from a form --------------------------------------------------------------------------------


def posted(data: QueryDict, can: Adjustable) -> State:
    """The controls as a form has them; what cannot be read is among the faults, never an error."""
    reader = _Form(data, can)
    values = reader.values()
    lists = reader.lists()
    rest = reader.rest()
    start, until = reader.day("start") or can.day, reader.day("until")
    state = State(
        start=start,
        until=until,
        later=reader.later(),
        values=values,
        lists=lists,
        closed=reader.paths("close"),
        dropped=reader.paths("drop"),
        rest=rest,
        typed=reader.typed,
        faults=tuple(reader.faults),
    )
    if len(state.changes) > MOST:
        return replace(state, faults=(*state.faults, ReformRefusal("many", limit=MOST)))
    return state


class _Form:
    """Reads the fields of a form, and keeps what was wrong with them."""

    def __init__(self, data: QueryDict, can: Adjustable) -> None:
        self.data, self.can = data, can
        self.typed: dict[str, str] = {}
        self.faults: list[ReformRefusal] = []

    def wrong(self, key: str, place: str, raw: str) -> None:
        self.typed[place] = raw[:40]
        self.faults.append(ReformRefusal(key, place=place, raw=raw[:40]))

    def named(self, prefix: str) -> Iterable[tuple[str, str]]:
        """Names of fields that begin so, with the path that follows."""
        names = [name for name in self.data if name.startswith(prefix)]
        return [(name, name.removeprefix(prefix)[:LONGEST_NAME]) for name in names]

    def values(self) -> dict[str, Decimal | bool]:
        known = {value.path: value for value in self.can.values}
        found: dict[str, Decimal | bool] = {}
        for name, path in self.named("value."):
            raw = (self.data.get(name) or "").strip()
            value = self.value(raw, path, known.get(path)) if raw else None
            if value is not None and not _same(value, known.get(path)):
                found[path] = value
        return found

    def value(self, raw: str, path: str, known: AdjustableValue | None) -> Decimal | bool | None:
        if known is not None and known.unit == "bool":
            if raw not in ("yes", "no"):
                self.wrong("truth", path, raw)
                return None
            return raw == "yes"
        if not NUMBER.fullmatch(raw):
            self.wrong("number", path, raw)
            return None
        return Decimal(raw.replace(",", "."))

    def lists(self) -> dict[str, ListState]:
        found: dict[str, ListState] = {}
        known = {one.path: one for one in self.can.lists}
        for _, path in (*self.named("restore."), *self.named("remove."), *self.named("added.")):
            if path in found:
                continue
            restore = self.day(f"restore.{path}", place=path)
            version = known[path].version if path in known else None
            restore = None if version is not None and restore == version.start else restore
            removed = tuple(dict.fromkeys(self.data.getlist(f"remove.{path}")))
            if path in known and self.data.get(f"shown.{path}", "") != (str(restore) if restore else ""):
                removed = tuple(r for r in removed if r in titles(base(self.can, known[path], restore)))
            added = tuple(a for raw in self.data.getlist(f"added.{path}") if (a := self.entry(raw, path)) is not None)
            found[path] = ListState(restore, removed, added)
        return {path: state for path, state in found.items() if state}

    def entry(self, raw: str, path: str) -> Added | None:
        try:
            given = json.loads(raw)
            texts = {lang: str(given["title"][lang])[:LONGEST_NAME] for lang in ("en", "fr", "nl")}
            return Added(codes=tuple(str(code)[:8] for code in given["codes"][:20]), title=texts)
        except (ValueError, TypeError, KeyError, RecursionError):
            self.faults.append(ReformRefusal("entry", place=path))
            return None

    def rest(self) -> dict[str, dict[str, Any]]:
        raw = self.data.get("rest", "")
        if not raw:
            return {}
        try:
            given = json.loads(raw)
            parts = {part: dict(given[part]) for part in PARTS if given.get(part)}
            read = of_json({"id": "rest", "label": TRIAL, **parts})
            bounded(read)
            plain = as_json(read)  # as it was understood: what was sent may say a number or a day in many ways
            return {part: plain[part] for part in PARTS if plain.get(part)}
        except ReformRefusal as error:
            self.faults.append(error)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            self.faults.append(ReformRefusal("part"))
        return {}

    def day(self, name: str, place: str = "") -> date | None:
        raw = (self.data.get(name) or "").strip()
        if not raw:
            return None
        try:
            return date.fromisoformat(raw[:10])
        except ValueError:
            self.wrong("date", place or name, raw)
            return None

    def later(self) -> Later:
        raw = self.data.get("later") or "replace"
        if raw == "keep":
            return "keep"
        if raw != "replace":
            self.wrong("choice", "later", raw)
        return "replace"

    def paths(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(path[:LONGEST_NAME] for path in self.data.getlist(name)))


def _same(value: Decimal | bool, known: AdjustableValue | None) -> bool:
    if known is None or known.value is None or isinstance(value, bool) != isinstance(known.value, bool):
        return False
    return bool(value == known.value)


# ---- lists --------------------------------------------------------------------------------------


def base(can: Adjustable, codes: AdjustableList, restore: date | None) -> ListVersion | None:
    """The version of a list that entries are taken from."""
    if restore is None:
        return codes.version
    versions = book(can.region).rules.lists[codes.name].versions
    return next((version for version in versions if version.start == restore), None)


def titles(version: ListVersion | None) -> tuple[str, ...]:
    """The English title of each entry, by which entries are taken off."""
    return tuple(entry.title["en"] for entry in version.entries) if version else ()


# ---- from a document ----------------------------------------------------------------------------


def of_reform(reform: Reform, can: Adjustable) -> State:
    """The controls as a reform document sets them; what they cannot show goes to the rest."""
    reader = _Document(reform, can)
    start, until, later = reader.when
    return State(
        start=start,
        until=until,
        later=later,
        values=reader.values(),
        lists=reader.lists(),
        closed=reader.closed(),
        dropped=reader.dropped(),
        rest=reader.rest(),
    )


class _Document:
    """Takes a reform document apart into what controls show and what they do not."""

    def __init__(self, reform: Reform, can: Adjustable) -> None:
        self.reform, self.can = reform, can
        self.known_values = {value.path: value for value in can.values}
        self.known_lists = {one.path: one for one in can.lists}
        self.known_conditions = {c.path for route in can.routes for c in route.conditions}
        self.taken: set[tuple[str, str]] = set()
        times = Counter(when(change) for change in self._dated())
        self.when: tuple[date, date | None, Later] = (
            times.most_common(1)[0][0] if times else (can.day, None, "replace")  # the first, of several
        )

    def _dated(self) -> list[Any]:
        found: list[Any] = [c for p, c in self.reform.parameters.items() if p in self.known_values]
        found += [c for p, c in self.reform.lists.items() if p in self.known_lists]
        return [*found, *(c for p, c in self.reform.conditions.items() if self._is_dropped(p, c))]

    def _is_dropped(self, path: str, change: ExpressionChange) -> bool:
        plain = change.note is None and (change.text is None or change.text == NOT_ASKED)
        return path in self.known_conditions and change.expr.strip() == "true" and plain and change.start is not None

    def _fits(self, change: Any) -> bool:
        return when(change) == self.when and change.note is None

    def values(self) -> dict[str, Decimal | bool]:
        found: dict[str, Decimal | bool] = {}
        for path, change in self.reform.parameters.items():
            known = self.known_values.get(path)
            same_kind = known is not None and (known.unit == "bool") == isinstance(change.value, bool)
            if same_kind and self._fits(change):
                value = change.value if isinstance(change.value, bool) else Decimal(change.value)
                if not _same(value, known):
                    found[path] = value
                    self.taken.add(("parameters", path))
        return found

    def lists(self) -> dict[str, ListState]:
        found: dict[str, ListState] = {}
        for path, change in self.reform.lists.items():
            known = self.known_lists.get(path)
            if known is None or not self._fits(change):
                continue
            version = base(self.can, known, change.restore)
            entries = version.entries if version else ()
            removed = [_title_of(name, entries) for name in change.remove]
            added = [Added(codes=tuple(str(c) for c in e.codes), title=dict(e.title)) for e in change.add]
            plain = all(e.model_fields_set <= {"title", "codes"} for e in change.add)
            if version is not None and all(removed) and plain:
                found[path] = ListState(change.restore, tuple(r for r in removed if r), tuple(added))
                self.taken.add(("lists", path))
        return found

    def closed(self) -> tuple[str, ...]:
        known = {route.path for route in self.can.routes}
        found = tuple(p for p, route in self.reform.routes.items() if route is None and p in known)
        self.taken |= {("routes", path) for path in found}
        return found

    def dropped(self) -> tuple[str, ...]:
        found = tuple(p for p, c in self.reform.conditions.items() if self._is_dropped(p, c) and self._fits(c))
        self.taken |= {("conditions", path) for path in found}
        return found

    def rest(self) -> dict[str, dict[str, Any]]:
        """Asked for last: what the others did not take."""
        plain: Document = as_json(self.reform)
        parts = {
            part: {path: change for path, change in (plain.get(part) or {}).items() if (part, path) not in self.taken}
            for part in PARTS
        }
        return {part: changes for part, changes in parts.items() if changes}


def when(change: Any) -> tuple[date, date | None, Later]:
    """From when to when a change holds, and what becomes of later law."""
    return change.start, getattr(change, "until", None), change.later or "replace"


def _title_of(name: str, entries: Iterable[Any]) -> str | None:
    """The English title of the entry that a title or code names; None where there is none."""
    wanted = title_key(name)
    for entry in entries:
        keys = {*map(title_key, entry.title.values()), *(f"{code:04d}" for code in entry.codes)}
        if wanted in keys or name in keys:
            return str(entry.title["en"])
    return None
