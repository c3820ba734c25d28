"""References: where a value stands that a dossier cites, by kind. Reading them is the work of `references`.

    family        kinds
    plan          plan
    measure       verdict, indicator, shortage_list, list_titles, published
    law           law
    partnership   scheme, simulation
    document      document

Paths of files stand relative to the folder of the dossier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from corridor.consultation.form import FORM, Address, Day, Key, Region, Short

Family = Literal["plan", "measure", "law", "partnership", "document"]
FAMILIES: dict[str, Family] = {
    "plan": "plan",
    "verdict": "measure",
    "indicator": "measure",
    "shortage_list": "measure",
    "list_titles": "measure",
    "published": "measure",
    "law": "law",
    "scheme": "partnership",
    "simulation": "partnership",
    "document": "document",
}
"""The family of each kind, as the pages name them."""
Isco = Annotated[str, Field(pattern=r"^\d{4}$")]


@dataclass(frozen=True)
class PlanFigure:
    """A figure of a plan: `at` is a path in `plan.json`, as `reasons[reason=not_allowed].posts` or `inputs.posts`."""

    __pydantic_config__ = FORM
    folder: Short
    at: Short
    kind: Literal["plan"] = "plan"


@dataclass(frozen=True)
class MeasuredVerdict:
    """The verdict of a method on an occupation; `table` is the file of indicators that it is measured with."""

    __pydantic_config__ = FORM
    table: Short
    method: Key
    isco08: Isco
    region: Short
    period: Short
    kind: Literal["verdict"] = "verdict"


@dataclass(frozen=True)
class MeasuredIndicator:
    """The value of an indicator of an occupation, as a file of indicators has it."""

    __pydantic_config__ = FORM
    table: Short
    indicator: Key
    isco08: Short
    region: Short
    period: Short
    kind: Literal["indicator"] = "indicator"


@dataclass(frozen=True)
class ListMembership:
    """Whether an occupation is on a shortage list on a day: true, false, or null where the list is known in part."""

    __pydantic_config__ = FORM
    list: Short
    isco08: Isco
    day: Day
    kind: Literal["shortage_list"] = "shortage_list"


@dataclass(frozen=True)
class ListTitles:
    """How many titles the edition of a shortage list has that is in force on a day; as published, or as held."""

    __pydantic_config__ = FORM
    list: Short
    day: Day
    kind: Literal["list_titles"] = "list_titles"


@dataclass(frozen=True)
class PublishedFigure:
    """A published figure that the laboratory holds: a projection or a stay rate, by its id."""

    __pydantic_config__ = FORM
    table: Literal["projections", "stay_rates"]
    id: Short
    kind: Literal["published"] = "published"


@dataclass(frozen=True)
class LawParameter:
    """A value of the law: the region whose law it is, the name of the parameter, the day."""

    __pydantic_config__ = FORM
    region: Literal["flanders", "wallonia", "brussels", "german_community"]
    name: Key
    day: Day
    kind: Literal["law"] = "law"


@dataclass(frozen=True)
class SchemeField:
    """A field of a scheme of the register: `at` is a path in it, as `counts.placed_abroad[0].n`."""

    __pydantic_config__ = FORM
    scheme: Short
    at: Short
    kind: Literal["scheme"] = "scheme"


@dataclass(frozen=True)
class SimulatedResult:
    """A result of the simulation of a design: a shipped one by name, or a file; seed and draws make it repeatable."""

    __pydantic_config__ = FORM
    design: Short
    at: Short
    draws: Annotated[int, Field(ge=1, le=100_000)] = 2000
    seed: int = 1
    kind: Literal["simulation"] = "simulation"


@dataclass(frozen=True)
class DocumentPlace:
    """A document: its address or file, and the page or article. A file is read again; an address is not fetched."""

    __pydantic_config__ = FORM
    address: Address | None = None
    file: Short | None = None
    place: Short | None = None
    kind: Literal["document"] = "document"


Reference = Annotated[
    PlanFigure
    | MeasuredVerdict
    | MeasuredIndicator
    | ListMembership
    | ListTitles
    | PublishedFigure
    | LawParameter
    | SchemeField
    | SimulatedResult
    | DocumentPlace,
    Field(discriminator="kind"),
]


def family(reference: Reference) -> Family:
    """The family of a reference: plan, measure, law, partnership or document."""
    return FAMILIES[reference.kind]


__all__ = [
    "FAMILIES",
    "DocumentPlace",
    "Family",
    "LawParameter",
    "ListMembership",
    "ListTitles",
    "MeasuredIndicator",
    "MeasuredVerdict",
    "PlanFigure",
    "PublishedFigure",
    "Reference",
    "Region",
    "SchemeField",
    "SimulatedResult",
    "family",
]
