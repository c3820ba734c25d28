"""Which law a page is about: a region and a day, in the address, so that a page can be shared and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from corridor.permits.case import REGIONS
from corridor.web.design import context
from corridor.web.law import queries
from corridor.web.law.forms import MomentForm


@dataclass(frozen=True)
class Moment:
    """A region and a day; `stated` where the address names the day, else it is today."""

    region: str
    day: date
    stated: bool
    form: MomentForm

    @property
    def query(self) -> str:
        """The end of an address that leads to another page about the same law."""
        return "?" + urlencode(self.parts)

    @property
    def parts(self) -> dict[str, str]:
        """The region, and the day where it is stated."""
        return {"region": self.region} | ({"date": self.day.isoformat()} if self.stated else {})

    @property
    def outside(self) -> str:
        """`before` or `after` where the day is not within what the law files describe, else empty."""
        first, last = queries.coverage()
        return "before" if self.day < first else "after" if self.day > last else ""


def default_region(request: HttpRequest) -> str:
    """The region of the user's organisation or of the installation, else the first."""
    found = context.region(request)
    return found if found in REGIONS else REGIONS[0]


def moment(request: HttpRequest) -> Moment:
    """The law that a request asks for; a region or day that cannot be read is told by the form, and today is shown."""
    data: QueryDict = request.GET.copy()
    data.setdefault("region", default_region(request))
    stated = bool(data.get("date", "").strip())
    today = timezone.localdate()
    if not stated:
        data["date"] = today.isoformat()
    form = MomentForm(data)
    form.is_valid()
    found = form.cleaned_data.get("date")
    return Moment(
        region=form.cleaned_data.get("region") or default_region(request),
        day=found or today,
        stated=stated and found is not None,
        form=form,
    )
