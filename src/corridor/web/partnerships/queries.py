"""Designs that a person may see: those that ship, and those of organisations in which they plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from corridor.partnerships import design as library
from corridor.web.organisations.models import Organisation
from corridor.web.organisations.permission import organisation_ids, organisations_with
from corridor.web.partnerships.design_files import digest_of, read, written
from corridor.web.partnerships.models import Design
from corridor.web.partnerships.rules import MAKERS, READERS
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import plans_of


@dataclass(frozen=True)
class Chosen:
    """A design on a page: its key in addresses, names by language, text and digest; `row` None for one that ships."""

    key: str
    names: Mapping[str, str]
    text: str
    digest: str
    row: Design | None = None

    @property
    def design(self) -> library.Design:
        """As the library reads it.

        Raises:
            DesignFaults: the library has changed since it was kept, and does not read it any more.
        """
        return examples()[self.key].found if self.row is None else read(self.text)


@dataclass(frozen=True)
class Example:
    """A design that ships, with its text as it is handed out."""

    found: library.Design
    text: str
    digest: str


@cache
def examples() -> Mapping[str, Example]:
    """The designs that ship, by id."""
    made = {}
    for id, found in library.shipped().items():
        text = written(found)
        made[id] = Example(found, text, digest_of(text))
    return made


def example(key: str) -> Chosen | None:
    """A design that ships; None where there is none of that id."""
    one = examples().get(key)
    return None if one is None else Chosen(key, names_of(one.found), one.text, one.digest)


def kept(row: Design) -> Chosen:
    """A kept design as pages show it."""
    return Chosen(str(row.pk), row.names, row.text, row.digest, row)


def names_of(design: library.Design) -> dict[str, str]:
    """The name of a design by language."""
    return {"en": design.name.en, "fr": design.name.fr, "nl": design.name.nl}


def designs_of(user: Any) -> QuerySet[Design]:
    """The kept designs that a person may see."""
    own = Q(organisation__in=organisation_ids(user, *READERS)) if user.is_authenticated else Q(pk__in=())
    seen = Design.objects.filter(Q(organisation=None) | own)
    return seen.select_related("organisation", "created_by", "changed_by")


def chosen(user: Any, key: str) -> Chosen | None:
    """The design of a key: the id of one that ships, or of a kept one that the person may see."""
    if (found := example(key)) is not None:
        return found
    try:
        row = designs_of(user).filter(pk=UUID(key)).first()
    except ValueError:
        return None
    return None if row is None else kept(row)


def finished_plans(user: Any) -> QuerySet[Plan]:
    """The plans whose gaps a person may size, the newest first."""
    return plans_of(user).filter(finished_at__isnull=False)


def keepers(user: Any) -> list[Organisation]:
    """The organisations for which a person may keep designs."""
    return organisations_with(user, *MAKERS)
