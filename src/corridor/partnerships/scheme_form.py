"""The form of a scheme file: each record is a frozen class whose fields are the keys, checked when a file is read.

`None` and `()` are unknown, never zero or no. Texts are mappings en, fr, nl. Money is in the currency stated.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from corridor.occupations.isco08 import groups
from corridor.rules.countries import COUNTRIES, USUAL_MISTAKES

LANGUAGES = ("en", "fr", "nl")
Text = Mapping[str, str]
Basis = Literal["stated", "derived", "assumed"]
Confidence = Literal["high", "medium", "low"]
Status = Literal["planned", "running", "paused", "stopped", "completed", "unknown"]
Role = Literal["implementer", "funder", "partner"]
Side = Literal["origin", "destination", "international"]
Qualifier = Literal["exact", "about", "at_least", "more_than"]
DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def fault(key: str, **values: Any) -> PydanticCustomError:
    """A fault that becomes the PartnershipError of that key."""
    return PydanticCustomError(cast(Any, key), cast(Any, key), values or None)


def _three_languages(text: Any) -> Any:
    if not isinstance(text, Mapping):
        raise fault("scheme_languages", missing=", ".join(LANGUAGES))
    missing = [lang for lang in LANGUAGES if not str(text.get(lang) or "").strip()]
    if missing:
        raise fault("scheme_languages", missing=", ".join(missing))
    return {key: str(value).strip() for key, value in text.items() if key in LANGUAGES}


def _name(text: Any) -> Any:
    return dict.fromkeys(LANGUAGES, text.strip()) if isinstance(text, str) and text.strip() else _three_languages(text)


def _country(code: Any) -> Any:
    if code is not None and code not in COUNTRIES:
        if code is False:  # an unquoted NO is a boolean to YAML
            raise fault("scheme_country", code="NO", meant='"NO"')
        raise fault("scheme_country", code=str(code), meant=USUAL_MISTAKES.get(str(code), "BE, MA, XK"))
    return code


def _isco(code: Any) -> Any:
    code = str(code)
    if code not in groups():
        raise fault("scheme_isco", code=code)
    return code


def _day(day: Any) -> Any:
    text = str(day) if isinstance(day, int | datetime.date) else day
    if text is not None and not (isinstance(text, str) and DAY.fullmatch(text) and _is_there(text)):
        raise fault("scheme_date", date=str(day))
    return text


def _is_there(day: str) -> bool:
    """Whether the calendar has the day, where one is given: no 31 February."""
    try:
        return len(day) < len("2019-03-01") or bool(datetime.date.fromisoformat(day))
    except ValueError:
        return False


def _yes_no(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


Trilingual = Annotated[Text, BeforeValidator(_three_languages)]
Name = Annotated[Text, BeforeValidator(_name)]
"""A proper name is the same in every language; anything else is written in three."""
Country = Annotated[str | None, BeforeValidator(_country)]
Isco = Annotated[str, BeforeValidator(_isco)]
Day = Annotated[str | None, BeforeValidator(_day)]
"""A date as precise as it is known: 2019, 2019-03 or 2019-03-01."""
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Count = Annotated[int, Field(ge=0)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
FORM = ConfigDict(extra="forbid")
Null = BeforeValidator(lambda raw: {} if raw is None else raw)
"""`key: null` is the same as no key: a record of unknowns."""
NoneListed = BeforeValidator(lambda raw: () if raw is None else raw)
"""`key: null` is the same as no key: an empty list, nothing known."""
Numbers = Annotated[tuple["Number", ...], NoneListed]
Codes = Annotated[tuple[str, ...], NoneListed]


@dataclass(frozen=True)
class Place:
    """Where people come from or go to: a country, an area of it, or (country None) words where no country is stated."""

    __pydantic_config__ = FORM
    country: Country = None
    area: Name | None = None
    region: Id | None = None

    @model_validator(mode="after")
    def _said(self) -> Place:
        if self.country is None and self.area is None:
            raise fault("scheme_place")
        return self


@dataclass(frozen=True)
class Partner:
    """An organisation of a scheme. `share` is of the money (0..1), for funders."""

    __pydantic_config__ = FORM
    name: Name
    role: Role
    side: Side | None = None
    share: Share | None = None
    note: Trilingual | None = None


@dataclass(frozen=True)
class Period:
    """Start and end as precise as known."""

    __pydantic_config__ = FORM
    start: Day = None
    end: Day = None
    note: Trilingual | None = None

    @model_validator(mode="after")
    def _forward(self) -> Period:
        if self.start and self.end:
            known = min(len(self.start), len(self.end))
            if self.end[:known] < self.start[:known]:
                raise fault("scheme_backwards", start=self.start, end=self.end)
        return self


@dataclass(frozen=True)
class Sectors:
    """Sectors in words, and as codes of sectors.yaml."""

    __pydantic_config__ = FORM
    text: Trilingual | None = None
    codes: Codes = ()


@dataclass(frozen=True)
class Occupations:
    """Occupations in words, and as ISCO-08 codes of one to four figures."""

    __pydantic_config__ = FORM
    text: Trilingual | None = None
    isco08: Annotated[tuple[Isco, ...], NoneListed] = ()
    isco08_basis: Basis = "assumed"


@dataclass(frozen=True)
class Money:
    """A sum: `what` it is (budget, cost_per_person ...), one amount or a range; several may contradict each other."""

    __pydantic_config__ = FORM
    what: Id
    amount: Amount | None = None
    low: Amount | None = None
    high: Amount | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    basis: Basis = "stated"
    note: Trilingual | None = None
    source: int | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Money:
        _check_range(self.amount, self.low, self.high, said=self.note is not None)
        return self


@dataclass(frozen=True)
class Number:
    """A count as one source gives it: a number, a range or words only. `unit`: of what (people, mobilities ...)."""

    __pydantic_config__ = FORM
    n: Count | None = None
    low: Count | None = None
    high: Count | None = None
    text: Name | None = None
    qualifier: Qualifier | None = None
    unit: Id = "people"
    note: Trilingual | None = None
    basis: Basis = "stated"
    source: int | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Number:
        _check_range(self.n, self.low, self.high, said=self.text is not None or self.note is not None)
        return self


def _check_range(one: float | None, low: float | None, high: float | None, *, said: bool) -> None:
    if (low is None) != (high is None) or (one is not None and low is not None):
        raise fault("scheme_number_form")
    if one is None and low is None and not said:
        raise fault("scheme_number_form")
    if low is not None and high is not None and high < low:
        raise fault("scheme_range", low=low, high=high)


@dataclass(frozen=True)
class Counts:
    """What is counted, each a list of values side by side; empty is unknown."""

    __pydantic_config__ = FORM
    target: Numbers = ()
    applicants: Numbers = ()
    selected: Numbers = ()
    trained: Numbers = ()
    placed_abroad: Numbers = ()
    placed_home: Numbers = ()
    returned: Numbers = ()


@dataclass(frozen=True)
class Route:
    """The legal route that people took, in words."""

    __pydantic_config__ = FORM
    text: Trilingual | None = None


@dataclass(frozen=True)
class Circularity:
    """How long people stay and what comes after: types of circularity.yaml, and words."""

    __pydantic_config__ = FORM
    types: Codes = ()
    text: Trilingual | None = None
    basis: Basis = "assumed"


@dataclass(frozen=True)
class Criterion:
    """What is known of one criterion of the decision table. `value` None is unknown."""

    __pydantic_config__ = FORM
    value: Annotated[str | None, BeforeValidator(_yes_no)] = None
    basis: Basis = "assumed"
    note: Trilingual | None = None


CRITERIA: Mapping[str, tuple[str, ...]] = {
    "instrument": ("yes", "no", "roadmap"),
    "training": ("yes", "no"),
    "training_place": ("origin", "destination", "both"),
    "training_payer": ("agreed_ex_ante_destination", "programme", "migrant", "employer"),
    "home_track": ("yes", "no", "encouraged", "not_applicable"),
    "recognition": ("built_in", "curriculum", "supported", "applicant", "no"),
    "employer_role": ("multi_stakeholder", "designs", "consulted", "hires", "none"),
    "return_required": ("yes", "no"),
    "skill_level": ("low", "mid", "high", "all"),
    "funding_of_stay": ("employer_hire", "project_pays", "mixed"),
}
"""The criteria and the values that each can have."""


@dataclass(frozen=True)
class Criteria:
    """The criteria of the decision table, one field each; the values are listed in CRITERIA."""

    __pydantic_config__ = FORM
    instrument: Annotated[Criterion, Null] = field(default_factory=Criterion)
    training: Annotated[Criterion, Null] = field(default_factory=Criterion)
    training_place: Annotated[Criterion, Null] = field(default_factory=Criterion)
    training_payer: Annotated[Criterion, Null] = field(default_factory=Criterion)
    home_track: Annotated[Criterion, Null] = field(default_factory=Criterion)
    recognition: Annotated[Criterion, Null] = field(default_factory=Criterion)
    employer_role: Annotated[Criterion, Null] = field(default_factory=Criterion)
    return_required: Annotated[Criterion, Null] = field(default_factory=Criterion)
    skill_level: Annotated[Criterion, Null] = field(default_factory=Criterion)
    funding_of_stay: Annotated[Criterion, Null] = field(default_factory=Criterion)

    def values(self) -> dict[str, str | None]:
        """The value of each criterion; None is unknown."""
        return {f.name: getattr(self, f.name).value for f in fields(self)}


@dataclass(frozen=True)
class Source:
    """Where something was read, and when."""

    __pydantic_config__ = FORM
    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    read: Day = None
    title: str | None = None
    note: Trilingual | None = None


def _known_sources(scheme: Any) -> Any:
    for what, listed in (("money", scheme.money), *vars(scheme.counts).items()):
        for record in listed:
            if record.source is not None and not 0 <= record.source < len(scheme.sources):
                raise fault("scheme_source", what=what, index=record.source, count=len(scheme.sources))
    return scheme


@dataclass(frozen=True)
class Scheme:
    """A scheme, or a phase of one, as its file says it. It has no label: see `classification`."""

    __pydantic_config__ = FORM
    id: Annotated[str, Field(pattern=r"^[A-Z]{3}\d{3,}$")]
    name: Annotated[str, Field(min_length=1)]
    origins: tuple[Place, ...]
    destinations: tuple[Place, ...]
    confidence: Confidence
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    checked: datetime.date
    acronym: str | None = None
    partners: Annotated[tuple[Partner, ...], NoneListed] = ()
    period: Annotated[Period, Null] = field(default_factory=Period)
    status: Status = "unknown"
    status_note: Trilingual | None = None
    sectors: Annotated[Sectors, Null] = field(default_factory=Sectors)
    occupations: Annotated[Occupations, Null] = field(default_factory=Occupations)
    money: Annotated[tuple[Money, ...], NoneListed] = ()
    counts: Annotated[Counts, Null] = field(default_factory=Counts)
    route: Annotated[Route, Null] = field(default_factory=Route)
    circularity: Annotated[Circularity, Null] = field(default_factory=Circularity)
    criteria: Annotated[Criteria, Null] = field(default_factory=Criteria)
    results: Trilingual | None = None
    confidence_note: Trilingual | None = None

    @property
    def short(self) -> str:
        """The acronym, else the name."""
        return self.acronym or self.name


SchemeForm = Annotated[Scheme, AfterValidator(_known_sources)]
