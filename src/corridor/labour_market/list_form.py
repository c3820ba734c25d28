"""The form of the files in `lists/`: every key is known, every text is in three languages."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field, model_validator

from corridor.rules import schema

Region = Literal["flanders", "wallonia", "brussels", "german_community", "belgium", "eu"]
Cause = Literal["quantitative", "qualitative", "conditions"]
Dates = Literal["day", "month", "year", "assumed"]
"""How exactly first and last day are known; assumed: neither was seen."""
Basis = Literal["stated", "derived", "assumed", "recalled"]


class TitleDoc(schema.EntryDoc):
    """A title of an edition. `class`: Forem's two; `rank`: its place where a press report gives one."""

    standing: Literal["critical", "shortage"] | None = Field(default=None, alias="class")
    rank: int | None = Field(default=None, ge=1)
    causes: list[Cause] | None = None
    new: bool = False
    basis: Basis = "stated"


class CountsDoc(schema.Doc):
    """What is published of an edition: how many titles, how many came and left, when and how it was seen."""

    dates: Dates = "day"
    observed: datetime.date | None = None
    count: int | None = Field(default=None, ge=0)
    count_over: int | None = Field(default=None, ge=0)
    classes: dict[Literal["critical", "shortage"], int] | None = None
    came: int | None = Field(default=None, ge=0)
    left: int | None = Field(default=None, ge=0)
    net: int | None = None
    ref: schema.RefDoc
    confidence: schema.Confidence
    causes: list[Cause] | None = None
    causes_ref: schema.RefDoc | None = None
    note: schema.Trilingual | None = None


class EditionDoc(CountsDoc):
    """An edition that the law does not hold. One without titles can never answer "not on the list"."""

    start: datetime.date = Field(alias="from")
    until: datetime.date | None = None
    complete: bool
    draft: bool = False
    reconstructed: bool = False
    secondary: bool = False
    entries: list[TitleDoc] = Field(default_factory=list)
    removed: list[TitleDoc] = Field(default_factory=list)

    @model_validator(mode="after")
    def _sound(self) -> EditionDoc:
        if self.until and self.until < self.start:
            raise ValueError(f"until {self.until} lies before from {self.start}: swap or mend the dates")
        if not self.complete and any(t.codes for t in self.removed):
            raise ValueError("in a list that is known in part a code may stand for another title: leave codes empty")
        return self


class MappedDoc(schema.Doc):
    """Codes for a title that the law gives none: the title means a part of them only."""

    title: str
    codes: list[str]


class OfLawDoc(CountsDoc):
    """What evidence adds to an edition of the law, named by its first day."""

    edition: datetime.date
    new: list[str] = Field(default_factory=list)
    codes: list[MappedDoc] = Field(default_factory=list)


class LawListDoc(schema.Doc):
    """The list of the law that a list is read from."""

    region: str
    list: str


class ListDoc(schema.Doc):
    """A shortage list. `acts_from`: the first day on which it acts on permits, where that is known."""

    label: schema.Trilingual
    region: Region
    publisher: str
    shortage: bool = True
    law: LawListDoc | None = None
    acts_from: datetime.date | None = None
    note: schema.Trilingual
    of_law: list[OfLawDoc] = Field(default_factory=list)
