"""The API, version 1: the same answers as the command, byte for byte where both are JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query
from pydantic import Field

from corridor.permits.answers import Books, answered, catalogue
from corridor.permits.book import book
from corridor.permits.case import REGIONS
from corridor.permits.case_file import cases_of_text
from corridor.plan.writing import DOCUMENT
from corridor.web.api import law_records
from corridor.web.api.callers import AnyCaller, Limit, scope, token
from corridor.web.api.faults import ApiError, handle, json_response, language
from corridor.web.api.queries import plans_for
from corridor.web.audit.domain import record
from corridor.web.plans.guarded import rounded
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import people_shown, scan

Region = Literal["flanders", "wallonia", "brussels", "german_community"]
Lang = Annotated[Literal["en", "fr", "nl"] | None, Query(description="language of texts; else Accept-Language")]
Isco = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
Name = Annotated[str, Field(max_length=200)]
MOST_CASES = 500
MOST_ROWS = 1000

api = NinjaAPI(
    title="Corridor",
    version="1",
    urls_namespace="api-v1",
    docs_url=None,
    auth=AnyCaller(),
    throttle=[Limit()],
    description="Which route to a work permit is open, why another is not, what is short, and what a plan found. "
    "Errors are {error: {place, message, remedy}}; null is not known.",
)
handle(api)

CASE_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"oneOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]}}
            for kind in ("application/json", "application/yaml")
        },
    }
}
ANSWERS: dict[str, Any] = {
    "responses": {
        200: {
            "description": "as the command prints it",
            "content": {"application/json": {"schema": {"type": ["array", "object"]}}},
        },
        **{
            code: {
                "description": "an error with its remedy",
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
            for code in (400, 401, 403, 404, 413, 422, 429)
        },
    }
}


@api.post("/route-check", tags=["law"], openapi_extra=CASE_FILE | ANSWERS)
def route_check(request: HttpRequest, lang: Lang = None, explain: bool = False) -> HttpResponse:
    """One case or a list, as `corridor permits check FILE --format json` reads them; nothing is stored.

    A case that cannot be read gets an `error` in its place; the others are answered.
    """
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        raise ApiError(400, "body", "not_text") from None
    cases = cases_of_text(text, "body", trusted=False)
    if len(cases) > MOST_CASES:
        raise ApiError(413, "body", "too_many_cases", n=len(cases), most=MOST_CASES)
    books, told = Books(), language(request)
    return json_response([answered(raw, n, books, told, explain, None) for n, raw in enumerate(cases, 1)])


@api.get("/routes", tags=["law"], openapi_extra=ANSWERS)
def routes(request: HttpRequest, region: Region | None = None, lang: Lang = None) -> HttpResponse:
    """Every route with its conditions, as `corridor permits routes --format json` prints them."""
    told = language(request)
    return json_response([entry for r in ([region] if region else REGIONS) for entry in catalogue(book(r), told)])


@api.get("/law/{region}", tags=["law"], openapi_extra=ANSWERS)
def law(
    request: HttpRequest, region: Region, on: Annotated[date | None, Query(alias="date")] = None, lang: Lang = None
) -> HttpResponse:
    """Parameters and lists of a region on a day (today): values, dates, status, confidence, source."""
    return json_response(law_records.law_on(book(region), on or date.today(), language(request)))


@api.get("/law/{region}/parameters/{name}", tags=["law"], openapi_extra=ANSWERS)
def parameter(request: HttpRequest, region: Region, name: Name, lang: Lang = None) -> HttpResponse:
    """A parameter's values over time."""
    found = book(region).rules.parameters.get(name)
    if found is None:
        raise Http404
    return json_response(law_records.parameter_history(found, language(request)))


@api.get("/shortages/{region}", tags=["shortages"], openapi_extra=ANSWERS)
def shortages(
    request: HttpRequest, region: Region, on: Annotated[date | None, Query(alias="date")] = None, lang: Lang = None
) -> HttpResponse:
    """Occupations on the legal lists of a region on a day (today). Not being on a list does not mean no shortage."""
    return json_response(law_records.shortages_on(book(region), on or date.today(), language(request)))


@api.get("/shortages/{region}/{isco08}", tags=["shortages"], openapi_extra=ANSWERS)
def occupation(
    request: HttpRequest,
    region: Region,
    isco08: Isco,
    on: Annotated[date | None, Query(alias="date")] = None,
    lang: Lang = None,
) -> HttpResponse:
    """What each legal list of a region says of an occupation, on a day and over time; null is not known."""
    return json_response(law_records.membership(book(region), isco08, on or date.today(), language(request)))


@api.get("/plans", tags=["plans"], openapi_extra=ANSWERS)
def plans(request: HttpRequest, lang: Lang = None) -> HttpResponse:
    """Finished plans: public ones; with a token of scope `plans`, also those of its organisation.

    `exact` says whether posts are counted; else they are rounded to the nearest five, and null below five.
    """
    found = plans_for(token(request)).select_related("organisation")[:MOST_ROWS]
    return json_response([_plan(plan, _in_full(request, plan)) for plan in found])


@api.get("/plans/{key}", tags=["plans"], openapi_extra=ANSWERS)
def plan(request: HttpRequest, key: UUID, lang: Lang = None) -> HttpResponse:
    """A plan's `plan.json`, the same bytes as the command writes; of a plan about people, for its organisation."""
    found = get_object_or_404(plans_for(token(request)), pk=key)
    if not _in_full(request, found):
        raise ApiError(403, "plan", "in_full")
    return HttpResponse((found.path / DOCUMENT).read_bytes(), content_type="application/json; charset=utf-8")


@api.get("/plans/{key}/vacancies.parquet", tags=["plans"], openapi_extra=ANSWERS)
def plan_vacancies(request: HttpRequest, key: UUID, lang: Lang = None) -> Any:
    """Every vacancy of a plan as Parquet: posts, filled, reasons, counts of pairs. Holds no row of a person."""
    found = get_object_or_404(plans_for(token(request)), pk=key)
    if not _in_full(request, found):
        raise ApiError(403, "plan", "in_full")
    return FileResponse((found.path / "vacancies.parquet").open("rb"), content_type="application/vnd.apache.parquet")


@api.get("/plans/{key}/matches", tags=["matches"], openapi_extra=ANSWERS)
def matches(
    request: HttpRequest,
    key: UUID,
    vacancy: Name,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
    lang: Lang = None,
) -> HttpResponse:
    """Who fits a vacancy of a plan, best first: token of scope `matches`; the synthetic demonstration is open."""
    found = get_object_or_404(plans_for(token(request)), pk=key)
    if not (found.synthetic and found.organisation_id is None):
        scope(request, "matches")
    if not people_shown(found) or not _may(request, found, "plans.view_people", "matches"):
        raise ApiError(403, "plan", "people")
    import polars as pl

    rows = scan(found, "scores").filter(pl.col("vacancy") == vacancy).head(limit).collect()
    caller = token(request)
    if caller is not None:
        record(
            "api.matches_read",
            actor=caller.created_by,
            subject=found,
            organisation=caller.organisation,
            token=str(caller.pk),
            rows=rows.height,
        )
    return json_response(rows.to_dicts())


def _plan(found: Plan, exact: bool) -> dict[str, Any]:
    posts, filled = (n if exact or n is None else rounded(n) or None for n in (found.posts, found.filled))
    return {
        "id": str(found.pk),
        "name": found.name,
        "region": found.region,
        "date": str(found.date),
        "organisation": None if found.organisation is None else found.organisation.name,
        "synthetic": found.synthetic,
        "exact": exact,
        "posts": posts,
        "filled": filled,
        "sha256": found.digest,
    }


def _in_full(request: HttpRequest, found: Plan) -> bool:
    """Whether the exact counts of a plan may be told, as on its pages."""
    return _may(request, found, "plans.view_in_full", "plans")


def _may(request: HttpRequest, found: Plan, permission: str, asked: str) -> bool:
    """Whether a token opens it: it speaks for its own organisation, within its scopes; else as for everybody."""
    caller = token(request)
    if caller is None or caller.organisation_id != found.organisation_id or asked not in caller.scopes:
        return bool(AnonymousUser().has_perm(permission, found))
    prefetch_related_objects([caller.created_by], "memberships")
    return bool(caller.created_by.has_perm(permission, found))
