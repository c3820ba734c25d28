"""From the occupations of a plan to its vacancies and their candidates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import polars as pl
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from corridor.matching.search import PARTS
from corridor.plan.result import REASONS
from corridor.web.design import names
from corridor.web.plans import chapters, domain, occupation_rows, vacancy_page
from corridor.web.plans.queries import scan
from corridor.web.plans.route_names import route_names
from corridor.web.plans.sight import Sight
from corridor.web.plans.views.common import may, page, seen

A_PAGE = 25


@require_GET
def occupations(request: HttpRequest, key: UUID) -> HttpResponse:
    """All occupations: searched, filtered, sorted, in pages."""
    found = seen(request, key)
    lang = names.language()
    asked = occupation_rows.Asked.of(request.GET)
    rows = Paginator(occupation_rows.rows(found.result, asked, lang), A_PAGE).get_page(request.GET.get("page"))
    voice = chapters.speech(lang, found.full)
    values = {
        "rows": rows,
        "asked": asked,
        "most": max((o.unfilled for o in found.result.occupations), default=0),
        "reasons": [(name, voice.word(f"reason.{name}.label")) for name in REASONS],
        "voice": voice,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "plans/_occupations.html", {"sight": found, "plan": found.plan, **values})
    return page(request, "plans/occupations.html", found, "occupations", **values)


@require_GET
def occupation(request: HttpRequest, key: UUID, code: str) -> HttpResponse:
    """One occupation: its posts, reasons, levers, lists, and its vacancies for those who see the plan in full."""
    found = seen(request, key)
    chosen = occupation_rows.named(found.result, code)
    if chosen is None:
        raise Http404
    lang = names.language()
    voice = chapters.speech(lang, found.full)
    return page(
        request,
        "plans/occupation.html",
        found,
        "occupations",
        occupation=chosen,
        name=occupation_rows.name(chosen, voice),
        steps=occupation_rows.steps(found.result, chosen, voice),
        top=sum(chosen.filled.values()) + chosen.unfilled,
        levers=occupation_rows.levers_of(found.result, chosen, lang),
        sources=found.result.provenance.sources,
        evidence=chapters.evidence(found.result, chosen, lang),
        vacancies=_vacancies(request, found, chosen.isco08) if found.full else None,
        voice=voice,
    )


def _vacancies(request: HttpRequest, found: Sight, code: str) -> Any:
    """The vacancies of an occupation, those with most open posts first."""
    of_code = pl.col("isco08").is_null() if not code else pl.col("isco08") == code
    wanted = scan(found.plan, "vacancies").filter(of_code)
    rows = wanted.select("id", "title", "posts", "filled", "unfilled", pl.col("reason").cast(pl.String))
    table = rows.sort(["unfilled", "id"], descending=[True, False]).collect()
    return Paginator(table.to_dicts(), A_PAGE).get_page(request.GET.get("page"))


@require_GET
def vacancy(request: HttpRequest, key: UUID, vacancy: str) -> HttpResponse:
    """Why a vacancy's posts are open, and who could hold them; looking at people is written down."""
    found = seen(request, key)
    if (refused := may(request, found.full)) is not None:
        return refused
    row = _row(found, vacancy)
    voice = chapters.speech(names.language(), found.full)
    people = _people(request, found, vacancy) if found.people else None
    if people is not None:
        domain.people_seen(plan=found.plan, actor=request.user, vacancy=vacancy, rows=len(people.object_list))
    return page(
        request,
        "plans/vacancy.html",
        found,
        "occupations",
        row=row,
        code=row["isco08"] or occupation_rows.UNCODED,
        occupation=occupation_rows.named(found.result, row["isco08"] or occupation_rows.UNCODED),
        standings=vacancy_page.standings(found.result, row, voice),
        obstacles=vacancy_page.obstacles(row, voice),
        people=people,
        candidates=vacancy_page.candidates(found.result, people.object_list, voice, route_names(found.plan.region))
        if people is not None
        else [],
        parts=PARTS,
        voice=voice,
    )


def _row(found: Sight, vacancy: str) -> dict[str, Any]:
    rows = scan(found.plan, "vacancies").filter(pl.col("id") == vacancy).collect().to_dicts()
    if not rows:
        raise Http404
    return rows[0]


def _people(request: HttpRequest, found: Sight, vacancy: str) -> Any:
    """The candidates of a vacancy: who is placed first, then by score."""
    rows = scan(found.plan, "scores").filter(pl.col("vacancy") == vacancy)
    table = rows.sort(["placed", "score", "talent"], descending=[True, True, False]).collect()
    return Paginator(table.to_dicts(), A_PAGE).get_page(request.GET.get("page"))
