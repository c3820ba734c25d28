"""What a design of a partnership is made of. Money is EUR, times are months, shares lie between 0 and 1.

None is "not known" everywhere, never zero or no. A quantity that is None is drawn from the assumed prior of its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from corridor.partnerships.quantity import Quantity
from corridor.partnerships.reading import Text

REGIONS = ("flanders", "wallonia", "brussels", "german_community")
"""Of Belgium."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Country of destination (ISO 3166-1 alpha-2), and the region where it is Belgium."""

    country: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of person who is sent: ISCO-08 code, share of the intake, facts of the law's vocabulary."""

    id: str
    isco08: str | None = None
    share: float | None = None
    facts: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Wave:
    """People who begin the first stage on a day."""

    date: date
    intake: int


@dataclass(frozen=True, slots=True)
class Tracks:
    """Share who go away at the split, and what becomes of the ready who find no post: `home` or `leave`."""

    away: Quantity | None = None
    unmatched: str = "leave"


@dataclass(frozen=True, slots=True)
class Demand:
    """Posts that employers pledge, with the grade of the pledge and the day from which they are open."""

    grade: str
    posts: int
    date: date
    employers: str | None = None
    basis: str = "assumed"
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """People in a stage at once (`places`), or people who may begin it within any month (`per_month`)."""

    places: int | None = None
    per_month: int | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """A price and who pays which share of it; `payers` None: not known who pays."""

    group: str
    per: str
    amount: Quantity
    payers: tuple[tuple[str, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class Roles:
    """Ids of partners by role (RACI); None: not known, empty: nobody."""

    responsible: tuple[str, ...] | None = None
    accountable: tuple[str, ...] | None = None
    consulted: tuple[str, ...] | None = None
    informed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: phase, track (`both`, `away`, `home`, or `scheme` for work that nobody passes through)."""

    id: str
    phase: str
    track: str
    after: str | None = None
    months: Quantity | None = None
    loss: Quantity | None = None
    patience: Quantity | None = None
    capacity: Capacity | None = None
    costs: tuple[Cost, ...] = ()
    roles: Roles = Roles()
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation in the scheme; `side` origin, destination or international."""

    id: str
    name: str
    side: str
    kind: str
    institution: str | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """The contract abroad: months of the term, fixed or open, gross pay a year in EUR."""

    months: Quantity | None = None
    term: str | None = None
    gross_annual_salary: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """Who goes back at the end of the term; `type` is a circularity type."""

    share: Quantity | None = None
    required: bool | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class OriginEconomy:
    """Gross pay a year at origin in EUR, pay abroad over pay at home, public cost of one person's training in EUR."""

    gross_annual_wage: Quantity | None = None
    wage_ratio: Quantity | None = None
    public_training_cost: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Safeguards:
    """What protects people and countries; each true, false or None for not known."""

    government_agreement: bool | None = None
    support_to_origin: bool | None = None
    written_contract: bool | None = None
    fees_charged_to_workers: bool | None = None
    fee_amount: Quantity | None = None
    complaint_channel: bool | None = None
    freedom_to_change_employer: bool | None = None
    freedom_of_association: bool | None = None
    passport_kept_by_employer: bool | None = None
    minimum_age: int | None = None
    selection_by_family_status: bool | None = None
    selection_by_sex: bool | None = None
    pre_departure_information: bool | None = None
    mentor_per_people: float | None = None
    language_before_matching: bool | None = None
    recognition_support: bool | None = None
    duty_of_care_fund: bool | None = None
    compliance_log: bool | None = None
    flexible_budget: bool | None = None
    interoperable_data: bool | None = None


@dataclass(frozen=True, slots=True)
class Monitoring:
    """How long people are followed after the contract, against what, and whether events are logged."""

    months_after_contract: float | None = None
    counterfactual: str | None = None
    log_of_events: bool | None = None


@dataclass(frozen=True, slots=True)
class Design:
    """A partnership as it is planned or was known at its start."""

    id: str
    name: Text
    origin: tuple[str, ...]
    destination: Destination
    start: date
    horizon_months: int
    waves: tuple[Wave, ...]
    stages: tuple[Stage, ...]
    scheme: str | None = None
    profiles: tuple[Profile, ...] = ()
    applicants_per_place: Quantity | None = None
    tracks: Tracks = Tracks()
    demand: tuple[Demand, ...] = ()
    partners: tuple[Partner, ...] = ()
    contract: Contract = Contract()
    retention: Quantity | None = None
    returning: Return = Return()
    origin_economy: OriginEconomy = OriginEconomy()
    safeguards: Safeguards = Safeguards()
    monitoring: Monitoring = Monitoring()
    sources: tuple[str, ...] = ()
    note: Text | None = None

    def stage(self, id: str) -> Stage:
        """The stage of that id; KeyError where there is none."""
        found = next((stage for stage in self.stages if stage.id == id), None)
        if found is None:
            raise KeyError(id)
        return found

    def intake(self) -> int:
        """People of all waves."""
        return sum(wave.intake for wave in self.waves)
