"""What the checks found in a design, worst first, as pages show it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from corridor.partnerships.checks import SEVERITIES, Finding, check
from corridor.partnerships.checks.book import labels
from corridor.partnerships.checks.finding import missing_fact
from corridor.partnerships.design import Design
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.scheme import schemes
from corridor.rules.errors import CaseError
from corridor.web.design import names

log = logging.getLogger(__name__)
STATES = ("fail", "unknown", "pass")
TAGS = {"fail": "not_met", "unknown": "unknown", "pass": "met"}
"""The state by which a finding is drawn."""


@dataclass(frozen=True)
class Group:
    """The findings of one group of checks: those that do not pass, and those that do."""

    title: str
    open: tuple[Finding, ...]
    passed: tuple[Finding, ...]


@dataclass(frozen=True)
class Graded:
    """The findings of a design in order: what fails before what is not known, red before the rest, passes last.

    `fault`: why they could not be made, as message and remedy.
    """

    findings: tuple[Finding, ...] = ()
    fault: tuple[str, str] | None = None

    def of(self, state: str, severity: str = "") -> list[Finding]:
        """Those of a state, and of a severity."""
        return [f for f in self.findings if f.state == state and severity in ("", f.severity)]

    @property
    def red(self) -> list[Finding]:
        """What must be put right first: red and failed."""
        return self.of("fail", "red")

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many there are: state, its word, number."""
        return [(TAGS[state], state_word(state), len(self.of(state))) for state in STATES]

    @property
    def groups(self) -> list[Group]:
        """By group of checks, each worst first."""
        found = []
        for kind, label in labels("groups").items():
            mine = [finding for finding in self.findings if finding.group == kind]
            passed = tuple(finding for finding in mine if finding.state == "pass")
            if mine:
                rest = tuple(finding for finding in mine if finding.state != "pass")
                found.append(Group(label.told(names.language()), rest, passed))
        return found


def graded(design: Design, at: date | None = None) -> Graded:
    """The findings of a design; what a check cannot read is told, not raised."""
    try:
        return _graded(design, at)
    except (CaseError, PartnershipError) as error:
        return Graded(fault=error.told(names.language()))


@lru_cache(maxsize=64)
def _graded(design: Design, at: date | None) -> Graded:
    found = check(design, scheme=schemes().get(design.scheme or ""), at=at)
    return Graded(tuple(sorted(found, key=_rank)))


def _rank(finding: Finding) -> tuple[int, int]:
    return STATES.index(finding.state), SEVERITIES.index(finding.severity)


def state_word(state: str) -> str:
    """Pass, fail, unknown in words."""
    return labels("states")[state].told(names.language())


def severity_word(severity: str) -> str:
    """Red, warning, advice in words."""
    return labels("severities")[severity].told(names.language())


def missing(finding: Finding) -> Sequence[Mapping[str, Any]]:
    """The facts that are not known and would decide a check, with their places in a design."""
    return [missing_fact(finding, name) for name in finding.missing]
