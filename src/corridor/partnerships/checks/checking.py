"""Checking a design: every check of the catalogue, on the design, on each profile and on each stage."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.partnerships.checks.book import SEVERITIES, Check, Severity, catalogue, check_named, moment, rules
from corridor.partnerships.checks.facts import facts, profile_facts
from corridor.partnerships.checks.finding import Finding, Source, State
from corridor.partnerships.checks.numbers import arrival
from corridor.partnerships.checks.permit_route import no_profile, routes_of
from corridor.partnerships.checks.roles import stage_facts
from corridor.partnerships.checks.sentences import filled
from corridor.partnerships.design import Design, Profile
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.reading import Text
from corridor.rules.explain import missing_facts, used_lists, used_parameters
from corridor.rules.expression import names
from corridor.rules.facts import read_value
from corridor.rules.interpret import Reading
from corridor.rules.kleene import Truth, all_of
from corridor.rules.model import Condition, Phrase, Reference

if TYPE_CHECKING:
    from corridor.partnerships.scheme import Scheme

STATES: dict[Truth, State] = {True: "pass", False: "fail", None: "unknown"}
OF_THE_LAW = ("route_open", "every_profile_has_route", "authorisation_needed")
CONFIDENCES = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a check is made of: the facts, and the profile, origin or stage that they are about."""

    facts: Mapping[str, Any]
    stage: str | None = None
    profile: str | None = None
    origin: str | None = None
    law_facts: tuple[str, ...] = field(default=())
    """Facts of the permit law that are missing: they stand in for what the law answers."""
    presumed: Mapping[str, str] | None = None
    """What was taken of the profile without its being stated."""


def check(design: Design, *, scheme: Scheme | None = None, at: date | None = None) -> tuple[Finding, ...]:
    """All findings of a design, in the order of the catalogue.

    Args:
        design: the design.
        scheme: the scheme of the registry that it describes, whose agreement and applicants fill what it leaves open.
        at: the day on which law, lists and thresholds are read; by default the expected arrival of the first wave.

    Returns:
        One finding a check, or one a profile and country of origin, or one a stage, as the catalogue has it.
    """
    day = at or arrival(design)
    shared = facts(design, scheme, at=day)
    waiting = dict.fromkeys(fact for answer in routes_of(design, day).values() for fact in answer.missing)
    subjects = {
        "design": [_Subject(shared, law_facts=tuple(waiting))],
        "profile": list(_profiles(design, shared, day)),
        "stage": [_Subject({**shared, **stage_facts(design, s)}, stage=s.id) for s in design.stages],
    }
    return tuple(_finding(one, subject, day) for one in catalogue().values() for subject in subjects[one.of])


def decide(name: str, known: Mapping[str, Any], day: date) -> Truth:
    """Whether a check passes for facts of the vocabulary: True, False, or None for unknown.

    Raises:
        PartnershipError: there is no such check or fact.
        CaseError: a value is no value of its fact.
    """
    reading = _reading(known, day)
    return all_of(reading.truth(phrase.node) for _, phrase in _asked(check_named(name), reading))


def _profiles(design: Design, shared: Mapping[str, Any], day: date) -> Iterator[_Subject]:
    if not design.profiles:
        answer = no_profile()
        told = {"route_found": answer.found, "route_changes": answer.changes}
        for origin in design.origin:
            nobody = profile_facts(Profile(design.id), origin, day)
            yield _Subject({**shared, **nobody, **told}, origin=origin)
        return
    answers = routes_of(design, day)
    for profile in design.profiles:
        for origin in design.origin:
            answer = answers[profile.id, origin]
            own = {
                **profile_facts(profile, origin, day),
                "route_open": answer.truth,
                "route_found": answer.found,
                "route_changes": answer.changes,
            }
            yield _Subject({**shared, **own}, None, profile.id, origin, answer.missing, answer.presumed)


def _reading(known: Mapping[str, Any], day: date) -> Reading:
    """The facts read by the engine; texts are for the reader alone."""
    law = rules()
    stated = {}
    for name, raw in known.items():
        if name not in law.facts:
            near = ", ".join(difflib.get_close_matches(name, law.facts, n=3, cutoff=0.4)) or "…"
            raise PartnershipError("checks", "check_fact_unknown", fact=name, near=near)
        if law.facts[name].type != "text" and raw is not None:
            stated[name] = read_value(law.facts[name], raw)
    return Reading(law, moment(day), stated)


def _asked(one: Check, reading: Reading) -> list[tuple[Condition, Phrase]]:
    return reading.asked(rules().routes[one.id].conditions)


def _finding(one: Check, subject: _Subject, day: date) -> Finding:
    reading = _reading(subject.facts, day)
    asked = _asked(one, reading)
    truths = {condition.id: reading.truth(phrase.node) for condition, phrase in asked}
    whole = all_of(truths.values())
    told = [(condition, phrase) for condition, phrase in asked if truths[condition.id] is whole]
    return Finding(
        id=one.id,
        group=one.group,
        state=STATES[whole],
        severity=_severity(one, truths),
        title=Text(**_three(rules().routes[one.id].label)),
        evidence=_joined(filled(reading, phrase.text, subject.facts) for _, phrase in told),
        remedy=None if whole is True else _remedy(one, reading, [c.id for c, _ in told], subject.facts),
        source=_source(one),
        confidence=_confidence(reading, [phrase for _, phrase in told]),
        stage=subject.stage,
        profile=subject.profile,
        origin=subject.origin,
        missing=_missing(reading, [p for c, p in asked if truths[c.id] is None], subject) if whole is None else (),
        notes=_notes(reading, [phrase for _, phrase in told], subject),
    )


def _severity(one: Check, truths: Mapping[str, Truth]) -> Severity:
    """The worst of the conditions that are not met; of a pass, the check's worst failure."""
    found = [one.grades[name][0 if truth is False else 1] for name, truth in truths.items() if truth is not True]
    return min(found, key=SEVERITIES.index) if found else one.worst()


def _missing(reading: Reading, phrases: Iterable[Phrase], subject: _Subject) -> tuple[str, ...]:
    names = dict.fromkeys(name for phrase in phrases for name in missing_facts(reading, phrase.node))
    return subject.law_facts if subject.law_facts and any(name in OF_THE_LAW for name in names) else tuple(names)


def _remedy(one: Check, reading: Reading, conditions: list[str], known: Mapping[str, Any]) -> Text:
    notes = {note.id: note for note in rules().routes[one.id].outcome.notes}
    phrases = [phrase for _, phrase in reading.asked(tuple(notes[name] for name in conditions))]
    return _joined(filled(reading, phrase.text, known) for phrase in phrases)


def _source(one: Check) -> Source:
    ref = rules().routes[one.id].ref
    assert ref is not None
    source = rules().sources[ref.source]
    return Source(
        title=Text(**_three(source.title)),
        publisher=source.publisher,
        url=source.url,
        article=ref.article,
        dated=source.dated.isoformat() if source.dated else None,
        read=source.read.isoformat() if source.read else None,
        basis=ref.basis,
    )


def _confidence(reading: Reading, phrases: Iterable[Phrase]) -> str:
    """The lowest confidence of the conditions, thresholds and lists that were used."""
    found = []
    for phrase in phrases:
        found += [phrase.ref.confidence] if phrase.ref else []
        found += [dated.confidence for p in used_parameters(reading, phrase.node) if (dated := _dated(reading, p.name))]
        found += [ref.confidence for ref in _list_references(reading, phrase)]
    return min(found, key=CONFIDENCES.index)


def _notes(reading: Reading, phrases: Iterable[Phrase], subject: _Subject) -> tuple[Text, ...]:
    found: list[Text] = []
    for phrase in phrases:
        if subject.presumed is not None and "route_open" in names(phrase.node):
            found.append(Text(**_three(subject.presumed)))
        notes = [dated.note for p in used_parameters(reading, phrase.node) if (dated := _dated(reading, p.name))]
        notes += [ref.note for ref in _list_references(reading, phrase)]
        found += [Text(**_three(note)) for note in notes if note is not None]
    return tuple(dict.fromkeys(found))


def _dated(reading: Reading, name: str) -> Any:
    return reading.moment.dated[name]


def _list_references(reading: Reading, phrase: Phrase) -> list[Reference]:
    versions = (rules().lists[n].at(reading.moment.application_date) for n in used_lists(reading, phrase.node))
    return [version.ref for version in versions if version is not None and version.ref is not None]


def _joined(parts: Iterable[Mapping[str, str]]) -> Text:
    found = list(parts)
    return Text(**{lang: " ".join(part[lang] for part in found) for lang in ("en", "fr", "nl")})


def _three(text: Mapping[str, str]) -> dict[str, str]:
    return {lang: text[lang] for lang in ("en", "fr", "nl")}
