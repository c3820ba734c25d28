"""What a plan holds: frozen results, and tables behind every number.

Texts are `{"en", "fr", "nl"}`. Posts are counted, never vacancies, unless the name says so. Money is EUR gross a year.
A value that is not known is None.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

import polars as pl

from corridor.plan.evidence_result import OccupationEvidence, RegionEvidence

Text = dict[str, str]
Reason = Literal["nobody", "not_qualified", "not_willing", "not_allowed", "undecided", "outcompeted"]
REASONS: tuple[Reason, ...] = ("nobody", "not_qualified", "not_willing", "not_allowed", "undecided", "outcompeted")
"""Why a post is unfilled, in the order in which they are tried."""
Action = Literal[
    "attract", "skills", "level", "licence", "language", "pay", "place", "date", "reform", "ask_condition", "ask_fact"
]
LEVERS: dict[Reason, tuple[Action, ...]] = {
    "nobody": ("attract",),
    "not_qualified": ("skills", "level", "licence", "language"),
    "not_willing": ("pay", "place", "date"),
    "not_allowed": ("reform",),
    "undecided": ("ask_condition", "ask_fact"),
    "outcompeted": ("attract",),
}
"""What would fill a post, by the reason for which it is unfilled."""


@dataclass(frozen=True)
class Inputs:
    """Counts of what was planned with.

    Attributes:
        talents, vacancies, posts: rows and posts that entered.
        uncoded: talents and vacancies without a unit group of ISCO-08: in reach of nothing, counted all the same.
        left_out: vacancies of another region, by region.
        coded_by_title: rows whose occupation was read from the title.
        synthetic: the pool is a synthetic one: no row is a person.
    """

    talents: int
    vacancies: int
    posts: int
    uncoded: dict[str, int]
    left_out: dict[str, int]
    coded_by_title: dict[str, int]
    synthetic: bool


@dataclass(frozen=True)
class CircleResult:
    """One circle, in the order of the policy. `offered`: posts that the inner circles left; `talents`: who belong."""

    name: str
    label: Text
    talents: int
    offered: int
    filled: int


@dataclass(frozen=True)
class ReasonResult:
    """Unfilled posts for one reason; vacancies with at least one such post."""

    reason: Reason
    posts: int
    vacancies: int


@dataclass(frozen=True)
class OnList:
    """A shortage list in force on the plan's date that holds the occupation."""

    list: str
    label: Text
    valid_from: date
    source: str
    complete: bool


@dataclass(frozen=True)
class OccupationResult:
    """A unit group of ISCO-08.

    Attributes:
        talents: people who name it as an occupation of theirs.
        tension: talents a post; None without posts.
        lists: shortage lists that hold it.
        filled: posts filled, by circle.
        reasons: unfilled posts, by reason.
        lever: what would open most of the posts that are unfilled for its main reason, and how many.
        evidence: what all lists, measures and projections say of it; None of posts without a code, and in plans made
            before there was such evidence.
    """

    isco08: str
    label: Text
    posts: int
    unfilled: int
    talents: int
    tension: float | None
    lists: tuple[OnList, ...]
    filled: dict[str, int]
    reasons: dict[str, int]
    lever: LeverResult | None
    evidence: OccupationEvidence | None = None


@dataclass(frozen=True)
class RouteResult:
    """Placements of people who need an authorisation, by the open route that ties them least to one employer.

    `dependence_months`: of the first 60 months, those in which leaving or losing the job ends the right to work; the
    mean over the placements for which it is known (`known`).
    """

    route: str
    label: Text
    placements: int
    dependence_months: float | None
    known: int


@dataclass(frozen=True)
class LeverResult:
    """What would open unfilled posts.

    Attributes:
        reason: the reason it answers.
        action: what to do.
        posts: unfilled posts of that reason that this alone would open: some person then meets every condition; of a
            question, those that wait for its answer. Posts of several levers overlap; they are not to be added.
        subject: what it acts on: for `reform` {"route", "condition", "label", "text"}, for `ask_fact` {"fact",
            "label"}, for `ask_condition` {"condition"}; else empty.
        gap: how far: {"median", "p90", "unit"} with unit EUR_year, levels, steps, days; None where it has no size.
        yearly_cost: EUR gross a year, the gaps of these posts added up (pay alone); None where no source gives money.
        people: people to attract (`attract` alone): one a post, before any drop-out.
        occupations: the unit groups of these posts, most posts first: {"isco08", "label", "posts", "gap"}.
    """

    reason: Reason
    action: Action
    posts: int
    subject: dict[str, Any] = field(default_factory=dict)
    gap: dict[str, Any] | None = None
    yearly_cost: float | None = None
    people: int | None = None
    occupations: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class MethodResult:
    """One reading of the policy: `stable` or `max_fill`; what the choice costs is seen beside the other.

    `score`: the placements' scores added up. `inversions`: people of an inner circle without a post who could have had
    a post that is empty or held by someone of an outer circle. `gap`: distance to the proven optimum, 0 where exact.
    """

    method: str
    chosen: bool
    filled: dict[str, int]
    score: float
    blocking_pairs: int
    inversions: int
    gap: float | None


@dataclass(frozen=True)
class ReformResult:
    """The same plan under changed rules.

    Attributes:
        circles, reasons, routes: as in the plan, under the reform.
        moved: posts by what became of them: {"before", "after", "posts"}; `filled` or a reason.
        dependence_before, dependence_after: mean months over placements that need an authorisation.
    """

    id: str
    label: Text
    note: Text
    circles: tuple[CircleResult, ...]
    reasons: tuple[ReasonResult, ...]
    routes: tuple[RouteResult, ...]
    moved: tuple[dict[str, Any], ...]
    dependence_before: float | None
    dependence_after: float | None


@dataclass(frozen=True)
class Unknown:
    """What is not known and would settle posts. `kind`: fact (of the law) or condition (of the vacancy)."""

    kind: Literal["fact", "condition"]
    name: str
    label: Text
    posts: int


@dataclass(frozen=True)
class Note:
    """Something that a reader must know: an assumption, a partial list, a presumption. `source` where there is one."""

    kind: Literal["synthetic", "assumed", "presumed", "partial", "uncertain"]
    text: Text
    source: str | None = None


@dataclass(frozen=True)
class Provenance:
    """What the plan was made from, to make it again.

    `inputs`: sha256 of each input by name. `parameters`: every choice (k, weights, reach, method, seed, ...).
    `sources`: id -> {"title", "publisher", "url", "read"} of what the plan cites, and "published" of evidence.
    """

    version: str
    law_version: str
    law_hash: str
    made_at: str | None
    inputs: dict[str, str]
    parameters: dict[str, Any]
    sources: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Plan:
    """A region's plan on a date.

    Attributes:
        circles, reasons: filled and unfilled posts; together they are all posts.
        occupations: every unit group with posts, most unfilled posts first.
        policy: {"region", "valid_from", "label", "source", "assumed"} of the order of circles.
        tables: the rows behind the numbers (see `plan/README.md`): `vacancies`, `placements`, `candidates`, `audit`.
        partnership: the largest gaps that a partnership with a country of origin could fill, as plain values: see
            `corridor.plan.partnership`; None where it is not shown.
        evidence: what holds for the evidence of all occupations; None in plans made before there was such evidence.
    """

    region: str
    date: date
    inputs: Inputs
    policy: dict[str, Any]
    circles: tuple[CircleResult, ...]
    reasons: tuple[ReasonResult, ...]
    occupations: tuple[OccupationResult, ...]
    routes: tuple[RouteResult, ...]
    levers: tuple[LeverResult, ...]
    methods: tuple[MethodResult, ...]
    reforms: tuple[ReformResult, ...]
    unknown: tuple[Unknown, ...]
    notes: tuple[Note, ...]
    provenance: Provenance
    tables: dict[str, pl.DataFrame]
    partnership: tuple[dict[str, Any], ...] | None = ()
    evidence: RegionEvidence | None = None

    @property
    def unfilled(self) -> int:
        """Posts that nobody holds."""
        return sum(r.posts for r in self.reasons)

    def document(self) -> dict[str, Any]:
        """The plan without its tables, ready for JSON."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "tables"}
        return {name: _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        value = asdict(value)
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value
