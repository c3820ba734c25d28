"""A dossier: everything of one programme of consultation, from evidence to decision, as one file in and out.

It names no person: a comment is an organisation's, or a person's who is not named; attendance is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from corridor.consultation.chain.items import Decision, EvidenceItem, Finding, Initiative, Recommendation
from corridor.consultation.form import FORM, Day, Key, Keys, Listed, Region, Said
from corridor.consultation.practices.practice import Practice, library
from corridor.told import ToldError

SHIPPED = Path(__file__).parent / "shipped" / "regional_review.yaml"
TEMPLATES = Path(__file__).parent / "shipped" / "templates"
Stance = Literal["support", "object", "amend"]
Taken = Literal["taken_up", "partly", "not_taken_up"]
Mode = Literal["on_site", "online"]


@dataclass(frozen=True)
class StepRecord:
    """A step of the programme: its days, what it delivers, and whether that is done (None: not known)."""

    __pydantic_config__ = FORM
    key: Key
    title: Said
    starts: Day | None = None
    ends: Day | None = None
    owner: str | None = None
    deliverables: Annotated[tuple[Said, ...], Listed] = ()
    done: bool | None = None


@dataclass(frozen=True)
class ProgrammeRecord:
    """The programme that the dossier belongs to."""

    __pydantic_config__ = FORM
    key: Key
    title: Said
    regions: Annotated[tuple[Region, ...], Listed] = ()
    starts: Day | None = None
    template: str | None = None
    owner: str | None = None
    steps: Annotated[tuple[StepRecord, ...], Listed] = ()


@dataclass(frozen=True)
class SectionRecord:
    """A numbered section of a draft, and the recommendations that it is about."""

    __pydantic_config__ = FORM
    key: Key
    number: str
    heading: Said
    text: Said | None = None
    recommendations: Keys = ()


@dataclass(frozen=True)
class AnswerRecord:
    """What became of a comment, and why."""

    __pydantic_config__ = FORM
    outcome: Taken
    why: Said | None = None
    date: Day | None = None


@dataclass(frozen=True)
class CommentRecord:
    """A comment on a section: of an organisation, or (`by` None) of a person who is not named.

    `erased`: the person had its words erased, so that it waits for no answer.
    """

    __pydantic_config__ = FORM
    key: Key
    section: Key
    stance: Stance
    text: str
    by: str | None = None
    proposed: str | None = None
    language: Literal["en", "fr", "nl"] = "en"
    date: Day | None = None
    answer: AnswerRecord | None = None
    erased: bool = False


@dataclass(frozen=True)
class RoundRecord:
    """A round of comments: its sections as they stood, and what was said of them."""

    __pydantic_config__ = FORM
    number: Annotated[int, Field(ge=1)]
    opens: Day | None = None
    closes: Day | None = None
    sections: Annotated[tuple[SectionRecord, ...], Listed] = ()
    comments: Annotated[tuple[CommentRecord, ...], Listed] = ()


@dataclass(frozen=True)
class DraftRecord:
    """A draft that was put to consultation, with its rounds."""

    __pydantic_config__ = FORM
    key: Key
    title: Said
    rounds: Annotated[tuple[RoundRecord, ...], Listed] = ()


@dataclass(frozen=True)
class AttendanceRecord:
    """People at a day of an event, by mode; None where the number is suppressed or not known."""

    __pydantic_config__ = FORM
    date: Day
    mode: Mode
    registered: Annotated[int, Field(ge=0)] | None = None
    attended: Annotated[int, Field(ge=0)] | None = None


@dataclass(frozen=True)
class EventRecord:
    """An event of the programme, with its attendance."""

    __pydantic_config__ = FORM
    key: Key
    title: Said
    starts: Day | None = None
    ends: Day | None = None
    place: str | None = None
    attendance: Annotated[tuple[AttendanceRecord, ...], Listed] = ()


def _from_library(raw: Any) -> Any:
    """A practice of the library may be named by its key alone."""
    return library().get(raw, raw) if isinstance(raw, str) else raw


@dataclass(frozen=True)
class Dossier:
    """A dossier: the items of the chain in the order in which they were written.

    Attributes:
        key: its name.
        version: of the dossier itself; two versions can be compared.
        written: the day of this version.
        practices: records; in a file, those of the library stand by their key.
    """

    __pydantic_config__ = FORM
    key: Key
    title: Said
    programme: ProgrammeRecord | None = None
    version: str = "1"
    written: Day | None = None
    note: Said | None = None
    evidence: Annotated[tuple[EvidenceItem, ...], Listed] = ()
    findings: Annotated[tuple[Finding, ...], Listed] = ()
    practices: Annotated[tuple[Annotated[Practice, BeforeValidator(_from_library)], ...], Listed] = ()
    initiatives: Annotated[tuple[Initiative, ...], Listed] = ()
    recommendations: Annotated[tuple[Recommendation, ...], Listed] = ()
    decisions: Annotated[tuple[Decision, ...], Listed] = ()
    drafts: Annotated[tuple[DraftRecord, ...], Listed] = ()
    events: Annotated[tuple[EventRecord, ...], Listed] = ()
    folder: Path | None = field(default=None, compare=False)

    def of_region(self, region: str) -> tuple[Finding, ...]:
        """The findings of a region."""
        return tuple(one for one in self.findings if one.region == region)


def read(path: Path) -> Dossier:
    """A dossier from a YAML or JSON file.

    Raises:
        ConsultationErrors: every fault with the file, the place in it, and the remedy.
    """
    from corridor.consultation.reading import read_mapping

    return from_mapping(read_mapping(path), place=path.name, folder=path.parent)


def from_mapping(raw: Any, *, place: str = "dossier", folder: Path | None = None) -> Dossier:
    """A dossier from what a file holds; `folder` is where the paths in it begin.

    Raises:
        ConsultationErrors: every fault, keys that are given twice and keys that nothing has among them.
    """
    from dataclasses import replace

    from corridor.consultation.chain.links import faults
    from corridor.consultation.errors import ConsultationError, ConsultationErrors
    from corridor.consultation.reading import fitted

    if isinstance(raw, dict) and "folder" in raw:  # ours to say, not the file's
        raise ConsultationErrors([ConsultationError(f"{place}: folder", "dossier_unknown_field", name="folder")])
    found: Dossier = replace(fitted(Dossier, raw, place=place), folder=folder)
    if errors := faults(found, place):
        raise ConsultationErrors(errors)
    return found


def as_mapping(dossier: Dossier) -> dict[str, Any]:
    """The dossier as a file holds it: plain values, without what is empty; practices of the library by their key."""
    from corridor.consultation.reading import plain

    found: dict[str, Any] = plain(dossier)
    found.pop("folder", None)
    if dossier.practices:
        known = library()
        found["practices"] = [one.key if known.get(one.key) == one else plain(one) for one in dossier.practices]
    return found


def write(dossier: Dossier, path: Path) -> Path:
    """Write a dossier as YAML or, by the suffix, JSON; whole or not at all. The same dossier gives the same bytes.

    Raises:
        OSError: the folder cannot be written to.
    """
    from corridor.consultation.reading import write_mapping

    return write_mapping(as_mapping(dossier), path)


def paths_of(dossier: Dossier) -> tuple[str, ...]:
    """The files that a dossier names by paths which begin at its folder, those that ship left out."""
    from corridor.consultation.chain.effects import shipped_reforms
    from corridor.consultation.chain.references.market import shipped_tables
    from corridor.partnerships.design import shipped as designs

    known = {"design": designs(), "table": shipped_tables()}
    found = [
        path
        for one in dossier.evidence
        for name in ("folder", "table", "file", "design")
        if one.reference.kind != "published"  # its table is one of the laboratory
        if (path := getattr(one.reference, name, None)) and path not in known.get(name, ())
    ]
    reforms = [one.regulatory.reform for one in dossier.recommendations if one.regulatory]
    own = [*found, *(one for one in reforms if one not in shipped_reforms())]
    return tuple(one for one in own if not Path(one).is_absolute())


def refreshed(
    dossier: Dossier,
    keys: Iterable[str] | None = None,
    *,
    today: date | None = None,
    unread: MutableMapping[str, ToldError] | None = None,
) -> Dossier:
    """The dossier with the values of its evidence as they stand now; what cannot be read keeps what was seen.

    Args:
        keys: of the evidence to note; all of it where not given.
        today: the day that is noted.
        unread: filled with the keys of what could not be read, and why.
    """
    from dataclasses import replace

    from corridor.consultation.chain.references import noted

    wanted = None if keys is None else set(keys)
    found = []
    for one in dossier.evidence:
        try:
            due = wanted is None or one.key in wanted
            found.append(noted(one, folder=dossier.folder, today=today) if due else one)
        except ToldError as error:
            found.append(one)
            if unread is not None:
                unread[one.key] = error
    return replace(dossier, evidence=tuple(found))


@cache
def shipped() -> Dossier:
    """The example that ships: the regional review of Flanders, Wallonia and Brussels."""
    return read(SHIPPED)
