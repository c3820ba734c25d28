"""The days that matter in a case, from the law's data and the facts: each with its source, or what is missing.

Only what the law's data give. Where a day cannot be worked out, the deadline says which fact is missing; where a value
of the law is not known yet, it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from corridor.permits.book import book
from corridor.permits.procedure import procedure
from corridor.permits.procedure_days import shifted
from corridor.rules import expression as x
from corridor.rules.errors import CaseError
from corridor.rules.explain import used_lists, used_parameters
from corridor.rules.freeze import Frozen
from corridor.rules.interpret import Reading
from corridor.rules.model import CodeList, Parameter, Phrase, Reference, RuleSet, in_force
from corridor.rules.moment import members_at
from corridor.web.cases.answering import law_case

DAY = timedelta(days=1)
OF_THE_FILE = frozenset({
    "filed_on", "complete_on", "admissible_on", "acknowledged_on", "asked_on", "mobility_starts_on", "appealed_on",
})  # fmt: skip
"""Clocks that start in the file itself: the law of its application date counts. For the others that of today."""
SETTLED_BY = {
    "complete_on": "decided_on", "admissible_on": "decided_on", "acknowledged_on": "decided_on",
    "asked_on": "answered_on",
    "notified_on": "appealed_on", "proof_asked_on": "proof_given_on", "appealed_on": "opinion_on",
}  # fmt: skip
"""Which date shows that what a clock asks for was done."""


@dataclass(frozen=True)
class Due:
    """A day that matters. `kind`: last_day, first_day, or event for a day on which something changes.

    Without `due`, `missing` names the facts that it waits for, or `not_known` says what the law's data do not give.
    `told_about_person`: the text rests on facts of the person.
    """

    key: str
    what: str
    due: date | None = None
    kind: str = "last_day"
    who: str = ""
    where: str = ""
    if_missed: str = ""
    source: Mapping[str, Any] | None = None
    missing: tuple[str, ...] = ()
    not_known: str = ""
    amounts: tuple[Mapping[str, Any], ...] = ()
    settled_on: date | None = None
    own: Any = field(default=None, compare=False)

    def days_left(self, today: date) -> int | None:
        """Days from a day to this one; negative when it has passed."""
        return None if self.due is None else (self.due - today).days


def law_deadlines(case: Any, lang: str, today: date) -> list[Due]:
    """What the law gives for the case's route, dated ones first, by date."""
    law = book(case.region)
    try:
        stated = law_case(case)
    except CaseError:
        return []
    found = [*_procedure(case, lang, today), *_permit_end(case)]
    if case.route in law.rules.routes:
        moment = law.moments.at(stated.application_date, stated.start_date)
        reading = Reading(law.rules, moment, {**stated.facts, "application_date": stated.application_date})
        phrases = [p for _c, p in reading.asked(law.rules.routes[case.route].conditions)]
        found += _list_changes(case, law, reading, phrases, lang)
        found += _birthdays(case, reading, phrases, lang, today)
        found += _new_amounts(case, law.rules, reading, phrases, lang, today)
    return in_order(found)


def in_order(found: Iterable[Due]) -> list[Due]:
    """Dated ones by date, then the others."""
    return sorted(found, key=lambda d: (d.due is None, d.due or date.max, d.key))


# ---- time limits of the procedure ---------------------------------------------------------------


def _procedure(case: Any, lang: str, today: date) -> Iterator[Due]:
    """The time limits of the file and of the stay, each under the law of the day that counts for it."""
    days = {case.application_date, today}
    answers = {day: _asked_on(case, lang, day) for day in days}
    seen: set[str] = set()
    for day, of_the_file in ((case.application_date, True), (today, False)):
        for told in answers[day]:
            clocks = set(told["starts_from"])
            if bool(clocks & OF_THE_FILE) is of_the_file and told["id"] not in seen:
                seen.add(told["id"])
                yield _time_limit(case, told)


def _asked_on(case: Any, lang: str, day: date) -> list[dict[str, Any]]:
    facts = dict(case.facts)
    if case.filed:
        facts.setdefault("filed_on", case.application_date.isoformat())
    raw = {"id": case.reference, "region": case.region, "date": day, "category": case.route or None, "facts": facts}
    try:
        found: list[dict[str, Any]] = procedure(raw, lang)["deadlines"]
    except CaseError:
        return []
    return found


def _time_limit(case: Any, told: Mapping[str, Any]) -> Due:
    clocks = tuple(name for name in told["starts_from"] if not name.startswith("due_"))
    settled = next((s for n in clocks if (s := case.facts.get(SETTLED_BY.get(n, "")))), None)
    return Due(
        key=told["id"],
        what=told["what"],
        due=date.fromisoformat(told["due"]) if told["due"] else None,
        kind=told["kind"],
        who=told["who"],
        where=told["where"] or "",
        if_missed=told["if_missed"],
        source=told["reference"],
        missing=() if told["due"] else clocks,
        settled_on=date.fromisoformat(settled) if settled else None,
    )


def _permit_end(case: Any) -> Iterator[Due]:
    """The end of the card, where there is or will be one."""
    ends = case.facts.get("expires_on")
    holds = case.granted or case.facts.get("permit_held") not in (None, "none") or case.facts.get("renewal")
    if ends:
        yield Due("permit_end", _("The residence card or permit ends."), date.fromisoformat(ends))
    elif holds:
        yield Due("permit_end", _("The residence card or permit ends."), missing=("expires_on",))


# ---- shortage lists -----------------------------------------------------------------------------


def _list_changes(case: Any, law: Frozen, reading: Reading, phrases: Iterable[Phrase], lang: str) -> Iterator[Due]:
    """The last day on which the occupation is known to be on a list that the route rests on; only before filing."""
    if case.filed or case.ended:
        return
    names = {name: None for phrase in phrases for name in used_lists(reading, phrase.node)}
    for name in names:
        codes = law.rules.lists[name]
        if codes.kind == "isco":
            yield from _list_change(codes, reading, lang, law.rules)


def _list_change(codes: CodeList, reading: Reading, lang: str, rules: RuleSet) -> Iterator[Due]:
    title, code = reading.fact("list_title"), reading.fact("isco08")
    key, label = f"list:{codes.name}", codes.label[lang]
    if title is None and code is None:
        yield Due(
            key, _("Change of the list: %(list)s") % {"list": label}, kind="event", missing=("isco08", "list_title")
        )
        return
    day = reading.stated["application_date"]
    if members_at(codes, day).lists(title, code) is not True:
        return
    version = codes.at(day)
    source = _reference(rules, version.ref if version else None, lang)
    for later in sorted(_changes(codes)):
        if later > day and (still := members_at(codes, later).lists(title, code)) is not True:
            what = (
                _("Last day to file under this list, on which the occupation stands: %(list)s")
                if still is False
                else _("Last day for which this list is known, with the occupation on it: %(list)s")
            )
            note = "" if still is False else _("What the list says after that day is not known.")
            yield Due(key, what % {"list": label}, later - DAY, source=source, not_known=note)
            return
    note = _("When the list changes next is not known.")
    yield Due(key, _("Change of the list: %(list)s") % {"list": label}, kind="event", source=source, not_known=note)


def _changes(codes: CodeList) -> set[date]:
    """The days on which what a list says may change."""
    found: set[date] = set()
    for version in codes.versions:
        found.add(version.start)
        found |= {last + DAY for last in (version.until, version.old_list_until) if last and last < date.max}
    return found


# ---- ages ---------------------------------------------------------------------------------------


def _birthdays(case: Any, reading: Reading, phrases: Iterable[Phrase], lang: str, today: date) -> Iterator[Due]:
    """Birthdays that pass an age which the route's conditions name."""
    if case.ended:
        return
    born = reading.fact("birth_date")
    ages: dict[int, Parameter | None] = {}
    for phrase in phrases:
        ages.update(_ages(reading, phrase.node))
    for age, parameter in sorted(ages.items()):
        what = _("The person turns %(age)d: the route asks for an age below or above it on the first day of work.") % {
            "age": age
        }
        dated = parameter.at(case.application_date) if parameter else None
        source = _of_parameter(reading.rules, dated.source if dated else None, lang, dated.confidence if dated else "")
        due = Due(f"age:{age}", what, kind="event", source=source)
        if born is None:
            yield replace(due, missing=("birth_date",))
        elif (day := shifted(born, age, "years")) >= min(today, case.opened_on):
            yield replace(due, due=day)


def _ages(reading: Reading, node: x.Node) -> Iterator[tuple[int, Parameter | None]]:
    """The ages that an expression compares the person's age with, terms included."""
    for inner in x.walk(node):
        if isinstance(inner, x.Compare):
            sides = (inner.left, inner.right)
            if any(isinstance(s, x.Name) and s.name == "age" for s in sides):
                for side in sides:
                    if isinstance(side, x.Param) and (value := reading.moment.decides[side.name]) is not None:
                        yield int(value) + (inner.op in ("<=", ">")), reading.rules.parameters[side.name]
                    elif isinstance(side, x.Const) and isinstance(side.value, int):
                        yield side.value + (inner.op in ("<=", ">")), None
        elif isinstance(inner, x.Name) and inner.name in reading.rules.terms:
            phrase = in_force(reading.rules.terms[inner.name].versions, reading.moment.application_date)
            if phrase is not None:
                yield from _ages(reading, phrase.node)


# ---- amounts ------------------------------------------------------------------------------------


def _new_amounts(
    case: Any, rules: RuleSet, reading: Reading, phrases: Iterable[Phrase], lang: str, today: date
) -> Iterator[Due]:
    """The next days on which amounts behind the route change; their new values as far as they are known."""
    if case.ended:
        return
    by_day: dict[date, dict[str, Mapping[str, Any]]] = {}
    for phrase in phrases:
        for parameter in used_parameters(reading, phrase.node):
            if parameter.kind == "money" and (found := _next_amount(rules, parameter, today, lang)) is not None:
                by_day.setdefault(found["day"], {})[parameter.name] = found
    for day, amounts in by_day.items():
        known = all(a["after"] is not None for a in amounts.values())
        yield Due(
            f"amounts:{day.isoformat()}",
            _("Amounts that the route asks for change. Which one counts follows the start of the work or the filing."),
            day,
            kind="event",
            amounts=tuple(amounts.values()),
            not_known="" if known else _("The amounts from that day on are not known yet."),
        )


def _next_amount(rules: RuleSet, parameter: Parameter, after: date, lang: str) -> dict[str, Any] | None:
    """When a value changes next; None where the law's data show no rhythm and no end."""
    now = parameter.at(after)
    following = next((d for d in parameter.values if d.start > after), None)
    value = following.value if following is not None and following.status != "estimated" else None
    if following is not None:
        day = following.start
    elif now is not None and now.until is not None:
        day = now.until + DAY
    elif _every_january(parameter):
        day = date(after.year + 1, 1, 1)
    else:
        return None
    shown = following or now
    return {
        "day": day,
        "label": parameter.label[lang],
        "before": now.value if now else None,
        "after": value,
        "unit": parameter.unit,
        "status": now.status if now else None,
        "source": _of_parameter(rules, shown.source if shown else None, lang, shown.confidence if shown else ""),
    }


def _every_january(parameter: Parameter) -> bool:
    """Whether the last two values that are known began on 1 January of two years."""
    starts = [d.start for d in parameter.values[-2:]]
    return len(starts) == 2 and all((s.month, s.day) == (1, 1) for s in starts)


# ---- sources ------------------------------------------------------------------------------------


def _reference(rules: RuleSet, ref: Reference | None, lang: str) -> dict[str, Any] | None:
    if ref is None:
        return None
    found = _of_parameter(rules, ref.source, lang, ref.confidence) or {}
    return {**found, "article": ref.article, "basis": ref.basis}


def _of_parameter(rules: RuleSet, name: str | None, lang: str, confidence: str) -> dict[str, Any] | None:
    if not name:
        return None
    source = rules.sources.get(name)
    if source is None:
        return {"source": name, "article": None, "url": None, "basis": "law", "confidence": confidence}
    return {"source": source.title[lang], "article": None, "url": source.url, "basis": "law", "confidence": confidence}
