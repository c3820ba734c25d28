"""Where consultation begins, and the public library of good practices."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from corridor.consultation.practices import library, practice
from corridor.web.chain.forms.exchange import PracticeFilter, place_of
from corridor.web.chain.models import Confidence
from corridor.web.chain.practice_rows import sources
from corridor.web.chain.queries import own_programmes, published_chains
from corridor.web.chain.rules import READERS, RUNNERS
from corridor.web.chain.words import TOPICS
from corridor.web.design.templatetags.design import in_language
from corridor.web.drafts.models import Draft, Round
from corridor.web.events.queries import listed
from corridor.web.organisations.permission import organisations_with
from corridor.web.programmes.queries import published

SHOWN = 6


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Programmes, events and drafts for everybody; for those who consult, their own work first."""
    today = timezone.localdate()
    rounds = Round.objects.filter(
        published_at__isnull=False,
        opens__lte=today,
        closes__gte=today,
        draft__published=True,
        draft__organisation__closed_at=None,
    ).select_related("draft")
    works = bool(organisations_with(request.user, *READERS))
    page = {
        "works": works,
        "runs": bool(organisations_with(request.user, *RUNNERS)),
        "own": own_programmes(request.user)[:SHOWN] if works else [],
        "programmes": published()[:SHOWN],
        "chains": published_chains()[:SHOWN],
        "events": listed(request.user).exclude(state="draft")[:SHOWN],
        "rounds": rounds.order_by("closes", "draft__slug")[:SHOWN],
        "own_drafts": _own_drafts(request.user) if works else [],
        "practices": len(library()),
        "countries": len({one.country for one in library().values() if one.country != "EU"}),
    }
    return render(request, "chain/index.html", page)


def _own_drafts(user: Any) -> Any:
    organisations = organisations_with(user, *READERS)
    return Draft.objects.filter(organisation__in=[one.pk for one in organisations])[:SHOWN]


@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """The library: all records, or those that a filter leaves."""
    every = list(library().values())
    topics = {name: TOPICS.get(name, name) for one in every for name in one.topics}
    form = PracticeFilter(
        request.GET or None, practices=every, topics=topics, confidences=Confidence.choices, auto_id="f_%s"
    )
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = [one for one in every if _fits(one, chosen)]
    found.sort(key=lambda one: (place_of(one), in_language(one.title)))
    page = {"form": form, "found": found, "total": len(every), "asked": any(chosen.values())}
    return render(request, "chain/practices.html", page, status=400 if form.errors else 200)


def _fits(one: Any, chosen: dict[str, Any]) -> bool:
    words = str(chosen.get("q") or "").casefold().split()
    said = " ".join(in_language(text) for text in (one.title, one.what, one.for_whom, one.result)).casefold()
    return (
        all(word in said for word in words)
        and (not chosen.get("country") or chosen["country"] == f"{one.country}.{one.authority or ''}")
        and (not chosen.get("topic") or chosen["topic"] in one.topics)
        and (not chosen.get("confidence") or chosen["confidence"] == one.confidence)
    )


@require_safe
def practice_page(request: HttpRequest, key: str) -> HttpResponse:
    """A good practice: what is done, for whom, since when, with what result, and who says so."""
    found = practice(key)
    if found is None:
        raise Http404
    return render(request, "chain/practice.html", {"practice": found, "sources": sources(found)})
