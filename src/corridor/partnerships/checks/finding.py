"""What a check found: state, severity, evidence and remedy in three languages, source and confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from corridor.partnerships.checks.book import SEVERITIES, Severity, labels, rules
from corridor.partnerships.reading import Text

State = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a check comes from. `basis`: law, practice (what schemes taught) or guidance (a standard)."""

    title: Text
    publisher: str | None
    url: str | None
    article: str | None
    dated: str | None
    read: str | None
    basis: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one subject.

    `severity` is that of the worst condition that is not met; for a pass, that of the check's worst failure.
    `missing` names the facts that are not known and would decide it: facts of the checks' vocabulary, or, for a permit
    route, of the law's. `notes` say what is uncertain about threshold, list or source. `confidence` is the lowest of
    all that were used. `profile` with `origin`, or `stage`, say what it is about; all None: the design.
    """

    id: str
    group: str
    state: State
    severity: Severity
    title: Text
    evidence: Text
    remedy: Text | None
    source: Source
    confidence: str
    stage: str | None = None
    profile: str | None = None
    origin: str | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The worst severity of the findings that do not pass; None where all pass."""
    found = {finding.severity for finding in findings if finding.state != "pass"}
    return next((severity for severity in SEVERITIES if severity in found), None)


def to_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The findings as JSON has them: texts as {en, fr, nl}, a missing fact with its label and place in a design."""
    return [_one(finding) for finding in findings]


def _one(finding: Finding) -> dict[str, Any]:
    source = finding.source
    return {
        "id": finding.id,
        "group": finding.group,
        "group_label": texts(labels("groups")[finding.group]),
        "state": finding.state,
        "severity": finding.severity,
        "title": texts(finding.title),
        "evidence": texts(finding.evidence),
        "remedy": None if finding.remedy is None else texts(finding.remedy),
        "source": {
            "title": texts(source.title),
            "publisher": source.publisher,
            "url": source.url,
            "article": source.article,
            "date": source.dated,
            "read": source.read,
            "basis": source.basis,
        },
        "confidence": finding.confidence,
        "stage": finding.stage,
        "profile": finding.profile,
        "origin": finding.origin,
        "missing": [missing_fact(finding, name) for name in finding.missing],
        "notes": [texts(note) for note in finding.notes],
    }


def missing_fact(finding: Finding, name: str) -> dict[str, Any]:
    """A missing fact with its label and the places of a design that state it."""
    own = rules().facts.get(name)
    if own is not None and finding.group != "routes":
        return {"fact": name, "label": dict(own.label), "places": list(own.aliases)}
    from corridor.permits.book import book
    from corridor.permits.case import REGIONS

    fact = book(REGIONS[0]).rules.facts.get(name)
    label = dict(fact.label) if fact is not None else dict.fromkeys(("en", "fr", "nl"), name)
    return {"fact": name, "label": label, "places": [f"profiles[].facts.{name}"]}


def texts(text: Text) -> dict[str, str]:
    """A text as a mapping of its three languages."""
    return {"en": text.en, "fr": text.fr, "nl": text.nl}
