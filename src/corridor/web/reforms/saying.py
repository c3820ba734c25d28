"""What a reform says, change by change, in words and with the law's own amounts beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from corridor.permits.book import book, documents
from corridor.rules.documents import FEDERAL, Layer
from corridor.rules.model import RuleSet
from corridor.web.design.templatetags.design import day as day_text
from corridor.web.design.templatetags.design import in_language, number
from corridor.web.design.templatetags.design import region as region_name
from corridor.web.law import queries as law
from corridor.web.law.templatetags.law import mark_text, quantity
from corridor.web.reforms.state import ListState, State, base, can_change

BLANK = re.compile(r"\{p\.(\w+)\}")
TITLES = 3
"""So many titles of a list are named; more are counted."""
KINDS = {
    "parameters": lambda: _("Value"),
    "lists": lambda: _("List"),
    "conditions": lambda: _("Condition"),
    "terms": lambda: _("Term"),
    "routes": lambda: _("Route"),
}


@dataclass(frozen=True)
class Said:
    """A change: what is changed, what it was and what it becomes. `federal`: it holds in every region.

    `part` and `path`: of a change that no control shows. `follows`: it comes from another change, by a formula.
    """

    label: str
    before: str = ""
    after: str = ""
    federal: bool = False
    follows: bool = False
    part: str = ""
    path: str = ""


def said(state: State, region: str, day: date, after: RuleSet | None = None) -> list[Said]:
    """All changes of a reform.

    Args:
        state: the controls.
        region, day: of the law beside which it is put.
        after: the law under the reform; with it, also what follows from a change.
    """
    can = can_change(region, day)
    found = [*_values(state, can), *_lists(state, can), *_routes(state, can), *_conditions(state, can, region, day)]
    return [*found, *_rest(state), *(_followers(state, region, day, after) if after is not None else ())]


def _values(state: State, can: Any) -> Iterator[Said]:
    known = {value.path: value for value in can.values}
    for path, value in state.values.items():
        item = known.get(path)
        if item is None:
            yield Said(path, after=str(value))
        else:
            before = amount(book(can.region).rules, item.name, can.day)
            yield Said(in_language(item.label), before, quantity(value, item.unit), item.federal)


def amount(rules: RuleSet, name: str, day: date) -> str:
    """What a value is on a day, in words: also that it does not apply, or is not known."""
    parameter = rules.parameters[name]
    found = parameter.at(day)
    if found is not None and found.status == "not_applicable":
        return str(mark_text("not_applicable"))
    return quantity(found.value if found else None, parameter.unit)


def _lists(state: State, can: Any) -> Iterator[Said]:
    known = {one.path: one for one in can.lists}
    for path, change in state.lists.items():
        item = known.get(path)
        label = in_language(item.label) if item else path
        version = base(can, item, change.restore) if item else None
        names = {e.title["en"]: in_language(e.title) for e in version.entries} if version else {}
        yield Said(label, after=_of_list(change, names), federal=bool(item and item.federal))


def _of_list(change: ListState, names: Mapping[str, str]) -> str:
    parts = []
    if change.restore:
        parts.append(_("the version of %(day)s comes back") % {"day": day_text(change.restore)})
    if change.removed:
        parts.append(_("off the list: %(titles)s") % {"titles": _titles([names.get(r, r) for r in change.removed])})
    if change.added:
        parts.append(_("on the list: %(titles)s") % {"titles": _titles([in_language(a.title) for a in change.added])})
    return "; ".join(parts)


def _titles(titles: Any) -> str:
    shown = ", ".join(titles[:TITLES])
    more = len(titles) - TITLES
    if more <= 0:
        return shown
    return ngettext("%(shown)s and %(n)s more", "%(shown)s and %(n)s more", more) % {"shown": shown, "n": number(more)}


def _routes(state: State, can: Any) -> Iterator[Said]:
    known = {route.path: route for route in can.routes}
    for path in state.closed:
        route = known.get(path)
        label = in_language(route.label) if route else path
        yield Said(label, after=_("closed to everybody"), federal=bool(route and route.federal))


def _conditions(state: State, can: Any, region: str, day: date) -> Iterator[Said]:
    known = {c.path: (route, c) for route in can.routes for c in route.conditions}
    for path in state.dropped:
        if path not in known:
            yield Said(path, after=pgettext("condition", "not asked"))
            continue
        route, condition = known[path]
        shown = law.route(region, route.name, day)
        texts = {c.id: c.text for c in shown.conditions} if shown else {}
        text = in_language(texts.get(condition.id, condition.text))
        yield Said(in_language(route.label), before=text, after=pgettext("condition", "not asked"))


def _rest(state: State) -> Iterator[Said]:
    for part, changes in state.rest.items():
        for path, change in changes.items():
            owner, _dot, name = path.partition(".")
            layer = documents().layers.get(owner)
            place = region_name(owner) if owner != FEDERAL else pgettext("law", "federal")
            label = f"{_label(part, name, layer) or path} ({place})"
            yield Said(label, after=_of_rest(part, change, layer, name), federal=owner == FEDERAL, part=part, path=path)


def parts(state: State) -> list[tuple[str, str, str]]:
    """What no control shows: part, path and name of each."""
    return [(one.part, one.path, one.label) for one in _rest(state)]


def _label(part: str, name: str, layer: Layer | None) -> str:
    """What a part of the law of any region is called; empty where the law has no such part, or no name for it."""
    if layer is None:
        return ""
    if part == "parameters":
        return in_language(layer.parameters[name].label) if name in layer.parameters else ""
    if part == "lists":
        return in_language(layer.lists[name][0].label) if name in layer.lists else ""
    route = documents().vocabulary.routes.get(name.partition(".")[0])
    return f"{KINDS[part]()}, {in_language(route.label)}" if route is not None else ""


def _of_rest(part: str, change: Any, layer: Layer | None, name: str) -> str:
    if not isinstance(change, Mapping):
        return _("closed to everybody")
    text = change.get("text") or change.get("label")
    if part == "routes":
        return _("a new route: %(label)s") % {"label": in_language(text)}
    since = _("from %(day)s") % {"day": day_text(change["from"])} if change.get("from") else ""
    if part == "parameters":
        known = layer.parameters.get(name) if layer else None
        told = quantity(change.get("value"), known.unit if known else None)
    elif part == "lists":
        told = _("other entries")
    else:
        told = BLANK.sub(lambda found: _blank(found, layer), in_language(text)) if text else str(change.get("expr", ""))
    return f"{told} ({since})" if since else told


def _blank(found: re.Match[str], layer: Layer | None) -> str:
    """An amount in a rule's text, by its name: which amount it is depends on the day."""
    known = layer.parameters.get(found[1]) if layer else None
    return f"[{in_language(known.label)}]" if known else "[…]"


def _followers(state: State, region: str, day: date, after: RuleSet) -> Iterator[Said]:
    """Values that a formula computes from what the reform changes."""
    own = {path.partition(".")[2] for path in (*state.values, *state.rest.get("parameters", {}))}
    rules = book(region).rules
    for name, parameter in rules.parameters.items():
        changed = after.parameters.get(name)
        if changed is None or changed is parameter or name in own:
            continue
        before, now = amount(rules, name, day), amount(after, name, day)
        if before != now:
            yield Said(in_language(parameter.label), before, now, follows=True)
