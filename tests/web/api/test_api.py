"""The API: the command's answers byte for byte, tokens that reach no further than their organisation, errors told."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import override

from corridor.cli.permits import check as command_check
from corridor.cli.permits import routes as command_routes
from corridor.web.api import callers
from corridor.web.api.domain import make_token
from corridor.web.api.models import Token
from corridor.web.api.operations import operations
from corridor.web.audit.models import AuditEvent
from corridor.web.organisations.models import Membership
from tests.web.plans.made import made_plan

pytestmark = pytest.mark.django_db
API = "/api/v1"
CASES = [
    {
        "id": "a",
        "region": "flanders",
        "application_date": "2026-03-02",
        "facts": {"nationality": "TN", "gross_annual_salary": 52000, "education_level": 6, "isco08": "2512"},
    },
    {"id": "b", "region": "mars", "facts": {}},
    {"id": "c", "region": "wallonia", "application_date": "2026-03-02", "facts": {"isco08": "7126", "pay": 1}},
]


@pytest.fixture
def bearer(organisation: Any, person: Any) -> Any:
    """Makes a token's header: `bearer(organisation, "plans")`."""

    def make(of: Any, *scopes: str, role: str = "analyst", days: int = 30) -> dict[str, str]:
        _, secret = make_token(organisation=of, name="t", scopes=scopes, days=days, actor=person(role, of))
        return {"Authorization": f"Bearer {secret}"}

    return make


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_the_route_check_is_the_commands_byte_for_byte(
    client: Client, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], lang: str
) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(CASES), encoding="utf-8")
    command_check(file, format="json", lang=lang)
    printed = capsysbinary.readouterr().out
    answer = client.post(f"{API}/route-check?lang={lang}", json.dumps(CASES), content_type="application/json")
    assert answer.status_code == 200
    assert answer.content == printed
    assert [set(a) & {"error", "routes"} for a in json.loads(printed)] == [{"routes"}, {"error"}, {"error"}]


def test_a_case_may_be_yaml(client: Client) -> None:
    text = "region: flanders\napplication_date: 2026-03-02\nfacts:\n  nationality: NO\n"
    answer = client.post(f"{API}/route-check", text, content_type="application/yaml")
    assert answer.json()[0]["permit_needed"] is False, "NO is Norway"


def test_the_routes_are_the_commands_byte_for_byte(client: Client, capsysbinary: Any) -> None:
    command_routes("brussels", format="json", lang="fr")
    printed = capsysbinary.readouterr().out
    assert client.get(f"{API}/routes?region=brussels", headers={"Accept-Language": "fr-BE,fr;q=0.9"}).content == printed


def test_a_plan_has_the_bytes_that_the_command_wrote(client: Client) -> None:
    plan = made_plan(None)
    assert client.get(f"{API}/plans/{plan.pk}").content == (plan.path / "plan.json").read_bytes()


def test_the_law_says_what_it_does_not_know(client: Client) -> None:
    found = client.get(f"{API}/law/flanders?date=2026-03-02").json()
    values = {p["name"]: p for p in found["parameters"]}
    assert len(values) > 20
    assert all(p["value"] is not None or p["status"] for p in values.values())
    old = client.get(f"{API}/law/flanders?date=1990-01-01").json()
    assert {p["value"] for p in old["parameters"]} == {None}
    assert {p["status"] for p in old["parameters"]} == {"not_known"}


def test_a_value_over_time_ends_with_the_value_of_the_day(client: Client) -> None:
    today = client.get(f"{API}/law/flanders").json()
    for parameter in today["parameters"][:10]:
        history = client.get(f"{API}/law/flanders/parameters/{parameter['name']}").json()
        assert parameter["value"] in [v["value"] for v in history["values"]]


def test_what_is_on_no_list_is_not_said_to_be_plentiful(client: Client) -> None:
    on_lists = client.get(f"{API}/shortages/flanders?date=2026-03-02").json()
    assert on_lists
    for entry in on_lists[:5]:
        for code in entry["isco08"][:1]:
            said = client.get(f"{API}/shortages/flanders/{code}?date=2026-03-02").json()
            assert next(s["on"] for s in said if s["list"] == entry["list"]) is not False
    before = client.get(f"{API}/shortages/flanders/2221?date=2001-01-01").json()
    assert {s["on"] for s in before} == {None}, "before its first version nothing is known of a list"


# ---- tokens -------------------------------------------------------------------------------------


def test_plans_of_others_are_not_there(client: Client, organisation: Any, bearer: Any) -> None:
    ours, theirs = organisation("Ours"), organisation("Theirs")
    public, own, other = made_plan(None), made_plan(ours), made_plan(theirs)
    listed = {p["id"] for p in client.get(f"{API}/plans").json()}
    assert listed == {str(public.pk)}
    headers = bearer(ours, "plans")
    listed = {p["id"] for p in client.get(f"{API}/plans", headers=headers).json()}
    assert listed == {str(public.pk), str(own.pk)}
    for path in ("", "/vacancies.parquet", "/matches?vacancy=v1"):
        assert client.get(f"{API}/plans/{other.pk}{path}", headers=headers).status_code == 404
    without = bearer(ours)
    assert client.get(f"{API}/plans/{own.pk}", headers=without).status_code == 404, "the token has no scope"


def test_a_public_plan_about_people_is_told_rounded_as_on_its_pages(
    client: Client, organisation: Any, person: Any, bearer: Any
) -> None:
    ours, theirs = organisation("Ours"), organisation("Theirs")
    plan = made_plan(ours, synthetic=False, public=True, posts=1234, filled=4)
    both = person("analyst", ours)
    Membership.objects.create(user=both, organisation=theirs, role="analyst")
    _, secret = make_token(organisation=theirs, name="t", scopes=("plans", "matches"), days=1, actor=both)
    outside = ({}, bearer(ours), bearer(ours, "matches"), {"Authorization": f"Bearer {secret}"})
    for headers in outside:
        (told,) = client.get(f"{API}/plans", headers=headers).json()
        assert (told["exact"], told["posts"], told["filled"]) == (False, 1235, None)
        for path in ("", "/vacancies.parquet"):
            refused = client.get(f"{API}/plans/{plan.pk}{path}", headers=headers)
            assert (refused.status_code, refused.json()["error"]["place"]) == (403, "plan")
    assert client.get(f"{API}/plans/{plan.pk}/matches?vacancy=v1", headers=outside[3]).status_code == 403
    own = bearer(ours, "plans")
    (told,) = client.get(f"{API}/plans", headers=own).json()
    assert (told["exact"], told["posts"], told["filled"]) == (True, 1234, 4)
    assert client.get(f"{API}/plans/{plan.pk}", headers=own).content == (plan.path / "plan.json").read_bytes()
    with closing(client.get(f"{API}/plans/{plan.pk}/vacancies.parquet", headers=own)) as rows:
        assert b"".join(rows) == (plan.path / "vacancies.parquet").read_bytes()


@pytest.mark.parametrize("count", [1, 3])
def test_the_plans_cost_the_same_for_one_and_three(
    client: Client, organisation: Any, bearer: Any, django_assert_num_queries: Any, count: int
) -> None:
    ours = organisation()
    for _ in range(count):
        made_plan(ours, synthetic=False)
    headers = bearer(ours, "plans")
    with django_assert_num_queries(LIST_QUERIES):
        assert len(client.get(f"{API}/plans", headers=headers).json()) == count


LIST_QUERIES = 11


def test_rows_of_people_need_their_scope_and_reading_them_is_logged(
    client: Client, organisation: Any, bearer: Any
) -> None:
    import polars as pl

    ours = organisation("Ours")
    plan = made_plan(ours)
    vacancy = pl.read_parquet(plan.path / "scores.parquet")["vacancy"][0]
    address = f"{API}/plans/{plan.pk}/matches?vacancy={vacancy}"
    assert client.get(address, headers=bearer(ours, "plans")).status_code == 403
    found = client.get(address, headers=bearer(ours, "plans", "matches"))
    assert found.json()
    assert {row["vacancy"] for row in found.json()} == {vacancy}
    assert AuditEvent.objects.get(verb="api.matches_read").detail["rows"] == len(found.json())


def test_a_token_ends_with_its_time_its_maker_and_its_revocation(
    client: Client, organisation: Any, bearer: Any
) -> None:
    ours = organisation("Ours")
    made_plan(ours)
    headers = bearer(ours, "plans")

    def works() -> bool:
        return client.get(f"{API}/plans", headers=headers).status_code == 200

    assert works()
    token = Token.objects.get()
    assert token.used_on == timezone.localdate()
    Token.objects.update(ends_at=timezone.now())
    assert not works()
    Token.objects.update(ends_at=timezone.now() + timezone.timedelta(days=1))
    assert works()
    Membership.objects.all().delete()
    assert not works()
    assert client.get(f"{API}/routes", headers={"Authorization": "Bearer forged"}).status_code == 401


def test_the_secret_is_shown_once_and_not_kept(client: Client, organisation: Any, person: Any) -> None:
    ours = organisation("Ours")
    client.force_login(person("analyst", ours))
    given = {"organisation": str(ours.pk), "name": "dashboard", "scopes": ["plans"], "days": "30"}
    page = client.post(reverse("api:tokens"), given).content.decode()
    secret = page.split('class="c-secret">')[1].split("<")[0]
    assert client.get(f"{API}/plans", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert secret not in client.get(reverse("api:tokens")).content.decode()
    assert secret not in json.dumps(list(Token.objects.values()), default=str)


def test_a_token_for_an_organisation_of_others_cannot_be_made(client: Client, organisation: Any, person: Any) -> None:
    client.force_login(person("analyst", organisation("Ours")))
    given = {"organisation": str(organisation("Theirs").pk), "name": "x", "days": "30"}
    assert "Theirs" not in client.post(reverse("api:tokens"), given).content.decode()
    assert not Token.objects.exists()


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_of_tokens_takes_the_same_queries_for_more_of_them(
    client: Client, organisation: Any, person: Any, django_assert_num_queries: Any, items: int
) -> None:
    ours, theirs = organisation("Ours"), organisation("Theirs")
    user = person("manager", ours)
    for n in range(items):
        make_token(organisation=ours, name=f"token {n}", scopes=[], days=1, actor=user)
    make_token(organisation=theirs, name="hidden one", scopes=[], days=1, actor=person("manager", theirs))
    client.force_login(user)
    client.get(reverse("api:tokens"))
    with django_assert_num_queries(QUERIES_OF_TOKENS):
        page = client.get(reverse("api:tokens")).content.decode()
    assert page.count("token ") >= items
    assert "hidden one" not in page


QUERIES_OF_TOKENS = 7

# ---- errors and limits --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "place"),
    [
        ("post", "/route-check", "", 400, "body"),
        ("post", "/route-check", "{not json: [", 400, "body"),
        ("post", "/route-check", b"\xff\xfe", 400, "body"),
        ("post", "/route-check", json.dumps([{}] * 501), 413, "body"),
        ("get", "/law/mars", None, 422, "region"),
        ("get", "/law/flanders?date=tomorrow", None, 422, "date"),
        ("get", "/shortages/flanders/22", None, 422, "isco08"),
        ("get", "/plans/00000000-0000-0000-0000-000000000000", None, 404, "address"),
        ("get", "/law/flanders/parameters/no_such", None, 404, "address"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_an_error_names_its_place_and_remedy(
    client: Client, method: str, path: str, body: Any, status: int, place: str, lang: str
) -> None:
    call = getattr(client, method)
    extra = {} if body is None else {"data": body, "content_type": "application/json"}
    answer = call(API + path, headers={"Accept-Language": lang}, **extra)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["place"].startswith(place)
    assert error["message"]
    assert error["remedy"]


def test_too_many_calls_are_told_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch, bearer: Any, organisation: Any
) -> None:
    monkeypatch.setattr(settings, "API_CALLS_A_MINUTE", {"anonymous": 3, "token": 100})
    monkeypatch.setattr(callers, "WINDOW", 10**9)
    answers = [client.get(f"{API}/routes?region=flanders") for _ in range(5)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].json()["error"]["remedy"]
    assert client.get(f"{API}/plans", headers=bearer(organisation())).status_code == 200


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_operation_is_on_the_page(client: Client, language: str) -> None:
    page = client.get(f"/{language}/developers/").content.decode()
    schema = client.get(f"{API}/openapi.json").json()
    for path, methods in schema["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path.removeprefix(API)}" in page
    with override(language):
        assert all(str(escape(operation.text)) in page for operation in operations())
