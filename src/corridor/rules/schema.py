"""The rule files' form, checked by pydantic: every key is known, every text is in three languages."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

LANGUAGES = ("en", "fr", "nl")

Basis = Literal["law", "practice", "guidance"]
Confidence = Literal["high", "medium", "low"]
Kind = Literal["work_route", "exemption", "status", "formality"]
Unit = Literal[
    "EUR",
    "EUR/month",
    "EUR/year",
    "percent",
    "months",
    "weeks",
    "days",
    "years",
    "hours",
    "level",
    "ratio",
    "bool",
    "count",
]


def _trilingual(text: dict[str, str]) -> dict[str, str]:
    missing = [lang for lang in LANGUAGES if not str(text.get(lang, "")).strip()]
    extra = sorted(set(text) - {*LANGUAGES, "de"})
    if missing:
        raise ValueError(f"no text in {', '.join(missing)}: write it in every language (en, fr, nl)")
    if extra:
        raise ValueError(f"unknown language {', '.join(extra)}: use en, fr, nl")
    return {lang: text[lang].strip() for lang in text}


Trilingual = Annotated[dict[str, str], AfterValidator(_trilingual)]
Money = int | Decimal


class Doc(BaseModel):
    """Base of every document: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Period(Doc):
    start: datetime.date | None = Field(default=None, alias="from")
    until: datetime.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.until and self.until < self.start:
            raise ValueError(f"until {self.until} lies before from {self.start}: swap or mend the dates")
        return self


class RefDoc(Doc):
    source: str
    article: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _article_as_text(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("article"), int | Decimal):
            return {**raw, "article": str(raw["article"])}
        return raw


class ChoiceDoc(Doc):
    when: str | None = None
    value: Any = None
    ref: RefDoc | None = None


Value = Annotated[
    Annotated[list[ChoiceDoc], Tag("choices")] | Annotated[Any, Tag("value")],
    Discriminator(lambda raw: "choices" if isinstance(raw, list) else "value"),
]
"""A scalar, "p.name", "=expression", or a list of choices; `load` reads it."""


class SourceDoc(Doc):
    title: str | Trilingual
    publisher: str | None = None
    kind: Literal["statute", "official", "public_agency", "law_firm", "press", "aggregator", "dossier"]
    url: str | None = None
    eli: str | None = None
    numac: str | int | None = None
    date: datetime.date | None = None
    read: datetime.date | None = None
    note: Trilingual | None = None


class DatedDoc(Period):
    start: datetime.date = Field(alias="from")
    value: bool | Money | None = None
    status: Literal["enacted", "carried_over", "expected", "estimated", "not_applicable"] = "enacted"
    source: str | None = None
    article: str | None = None
    confidence: Confidence = "high"
    last_checked: datetime.date | None = None
    note: Trilingual | None = None

    @model_validator(mode="after")
    def _consistent(self) -> DatedDoc:
        if self.value is None and self.status not in ("expected", "not_applicable"):
            raise ValueError("value missing: give one, or status expected or not_applicable")
        if self.value is not None and self.status == "expected":
            raise ValueError("status expected has a value: it is estimated or enacted")
        return self


class ParameterDoc(Doc):
    label: Trilingual
    unit: Unit
    anchor: Literal["application_date", "start_date"] = "application_date"
    formula: str | None = None
    round: Literal["cent", "euro", "none"] = "none"
    tolerance: Money = 0
    min: Money | None = None
    max: Money | None = None
    note: Trilingual | None = None
    values: list[DatedDoc] = []

    @model_validator(mode="after")
    def _ascending(self) -> ParameterDoc:
        starts = [v.start for v in self.values]
        if starts != sorted(set(starts)):
            raise ValueError("dates of values must ascend, each once: sort them by 'from'")
        if not self.values and not self.formula:
            raise ValueError("no values and no formula: give one of them")
        for v in self.values:
            number = v.value if v.value is not None and not isinstance(v.value, bool) else None
            low, high = self.min, self.max
            if number is not None and ((low is not None and number < low) or (high is not None and number > high)):
                raise ValueError(f"value {number} from {v.start} outside {low}..{high}")
            if v.value is not None and isinstance(v.value, bool) != (self.unit == "bool"):
                raise ValueError(f"value {v.value} from {v.start} does not fit the unit {self.unit}")
            if isinstance(number, Decimal) and self.unit.startswith("EUR") and number != round(number, 2):
                raise ValueError(f"value {number} from {v.start} has fractions of a cent: round it")
            if isinstance(number, Decimal) and number != round(number, 4):
                raise ValueError(f"value {number} from {v.start}: at most four decimals")
        return self


class EntryDoc(Doc):
    title: Trilingual
    codes: list[str]
    mapping: Literal["exact", "main"] = "main"
    ref: RefDoc | None = None
    note: Trilingual | None = None

    @model_validator(mode="after")
    def _codes(self) -> EntryDoc:
        bad = [c for c in self.codes if not (c.isdigit() and 1 <= len(c) <= 4)]
        if bad:
            raise ValueError(f"{', '.join(bad)}: ISCO-08 codes are one to four digits, in quotes")
        return self


class ListDoc(Doc):
    label: Trilingual
    kind: Literal["isco", "country"] = "isco"
    anchor: Literal["application_date", "start_date"] = "application_date"
    note: Trilingual | None = None


class ListVersionDoc(Period):
    start: datetime.date = Field(alias="from")
    published: datetime.date | None = None
    complete: bool = True
    reconstructed: bool = False
    secondary: bool = False
    old_list_until: datetime.date | None = None
    ref: RefDoc | None = None
    basis: Basis = "law"
    confidence: Confidence = "high"
    note: Trilingual | None = None
    entries: list[EntryDoc] = []
    removed: list[EntryDoc] = []
    codes: list[str] = []


class PhraseDoc(Period):
    """A version of a condition, judgement condition or note."""

    expr: str | None = None
    when: str | None = None
    ref: RefDoc | None = None
    basis: Basis | None = None
    confidence: Confidence | None = None
    text: Trilingual | None = None
    note: Trilingual | None = None


class ConditionDoc(PhraseDoc):
    id: str | None = None
    versions: list[PhraseDoc] = []


class TermVersionDoc(Period):
    expr: str
    note: Trilingual | None = None


class TermDoc(Doc):
    type: Literal["bool", "int", "number", "money"] = "bool"
    label: Trilingual | None = None
    expr: str | None = None
    versions: list[TermVersionDoc] = []
    note: Trilingual | None = None
    ref: RefDoc | None = None


class DocumentUseDoc(Doc):
    id: str
    when: str | None = None


class OutcomeDoc(Doc):
    numbers: dict[str, Value] = {}
    duration_months: Value = None
    decision_days: Value = None
    fees: list[str] = []
    documents: list[str | DocumentUseDoc] = []
    notes: list[ConditionDoc] = []
    rights: dict[str, Value] = {}


class FormalityDoc(Doc):
    when: str
    conditions: list[str | ConditionDoc] = []
    assessed: list[str | ConditionDoc] = []
    outcome: OutcomeDoc = OutcomeDoc()


class RouteDoc(Period):
    ref: RefDoc | None = None
    basis: Basis = "law"
    confidence: Confidence = "high"
    label: Trilingual | None = None
    note: Trilingual | None = None
    inherit: bool = True
    conditions: list[str | ConditionDoc] = []
    assessed: list[str | ConditionDoc] = []
    formality: FormalityDoc | None = None
    outcome: OutcomeDoc = OutcomeDoc()


class DefaultsDoc(Doc):
    conditions: list[str] = []
    assessed: list[str] = []
    outcome: OutcomeDoc = OutcomeDoc()


class SharedDoc(Doc):
    conditions: dict[str, ConditionDoc] = {}
    assessed: dict[str, ConditionDoc] = {}
    defaults: dict[Kind, DefaultsDoc] = {}


class StepDoc(Doc):
    id: str
    text: Trilingual
    when: str | None = None
    ref: RefDoc | None = None
    basis: Basis = "law"
    confidence: Confidence = "high"
    note: Trilingual | None = None


class ProcedureDoc(Doc):
    authority: Trilingual | None = None
    steps: list[StepDoc] = []
    numbers: dict[str, Value] = {}


class FactDoc(Doc):
    type: Literal["bool", "int", "number", "money", "date", "code", "enum", "text"]
    unit: str | None = None
    scheme: str | None = None
    values: list[str] = []
    value_labels: dict[str, Trilingual] = {}
    min: Money | None = None
    max: Money | None = None
    presumed: Value = None
    derive: Value = None
    fixed: bool = False
    effort: int = 1
    aliases: list[str] = []
    label: Trilingual | None = None
    question: Trilingual | None = None
    meaning: str | Trilingual | None = None


class RouteNameDoc(Doc):
    kind: Kind
    regions: list[str] | None = None
    start: datetime.date | None = Field(default=None, alias="from")
    label: Trilingual | None = None
    note: str | Trilingual | None = None
    meaning: str | Trilingual | None = None


class NumberDoc(Doc):
    unit: str
    label: Trilingual


class CoverageDoc(Period):
    start: datetime.date = Field(alias="from")
    until: datetime.date


class VocabularyDoc(Doc):
    coverage: CoverageDoc
    facts: dict[str, FactDoc]
    routes: dict[str, RouteNameDoc] = {}
    numbers: dict[str, NumberDoc] = {}


class DocumentDoc(Doc):
    label: Trilingual
    note: Trilingual | None = None
