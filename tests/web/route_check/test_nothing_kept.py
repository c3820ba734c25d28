"""Nothing of a case is stored or logged: no query, no session, no cookie but the token's, no line in a log, no file."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from corridor.web.route_check import views
from corridor.web.route_check.urls import urlpatterns
from tests.web.route_check.reader import CASE, ask

NAMES = [p.name for p in urlpatterns]
SECRET = "a title that only one person has"


def visit(client: Client, name: str) -> Any:
    address = reverse(f"route_check:{name}")
    if name == "start":
        return client.get(address)
    if name == "upload":
        text = f"region: flanders\napplication_date: 2026-03-10\nfacts: {{list_title: {SECRET}}}\n"
        return client.post(address, {"file": SimpleUploadedFile("case.yaml", text.encode())})
    more = {"route": "eu_blue_card", "try_fact": "age", "of": "age", "to": "31"}
    return client.post(address, {**CASE, "fact-list_title": SECRET, **more})


@pytest.mark.parametrize("name", NAMES)
def test_no_page_needs_the_database(client: Client, name: str) -> None:
    """Without the mark `django_db` a query is an error."""
    response = visit(client, name)
    assert response.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_no_query_is_made(client: Client, name: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert visit(client, name).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_no_session_and_no_cookie_but_the_token(client: Client, name: str) -> None:
    response = visit(client, name)
    assert set(response.cookies) <= {settings.CSRF_COOKIE_NAME}
    assert SECRET not in str(response.cookies)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_logged(client: Client, name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    visit(client, name)
    assert not [r.getMessage() for r in caplog.records if r.name != "asyncio"]


def test_a_refusal_is_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask(client, **{"fact-nationality": SECRET})
    assert not [r.getMessage() for r in caplog.records if r.name != "asyncio"]


@pytest.mark.parametrize("name", NAMES)
def test_no_file_is_written(client: Client, name: str, tmp_path: Path) -> None:
    before = {p for p in Path(settings.FILES).rglob("*")}
    visit(client, name)
    assert {p for p in Path(settings.FILES).rglob("*")} == before


def test_an_upload_stays_in_memory() -> None:
    """What is larger than Django keeps in memory is refused before it is read."""
    from corridor.web.route_check.bodies import LARGEST_BODY

    assert LARGEST_BODY < settings.FILE_UPLOAD_MAX_MEMORY_SIZE


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("start", "pdf", "answer_json", "case_file")])
def test_no_address_on_a_page_holds_a_fact(client: Client, name: str) -> None:
    import re

    html = visit(client, name).content.decode()
    addresses = re.findall(r'(?:href|action|formaction|hx-post|hx-get)="([^"]*)"', html)
    own = [a for a in addresses if a.startswith("/") and not a.startswith("/static")]
    assert own
    assert not [a for a in own if "?" in a]


def test_reports_of_errors_leave_the_body_out() -> None:
    """Django hides the fields of a request in reports where the view says that they are sensitive."""
    from django.test import RequestFactory

    request = RequestFactory().post("/en/route-check/answer", {"region": "mars", "fact-age": "28"})
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    request.htmx = False  # type: ignore[attr-defined]
    views.result(request)
    assert request.sensitive_post_parameters == "__ALL__"  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_who_is_signed_in_leaves_no_more_traces(client: Client, name: str, person: Any, organisation: Any) -> None:
    """An adviser's session and the audit trail stay as they are."""
    from django.contrib.sessions.models import Session

    from corridor.web.audit.models import AuditEvent

    client.force_login(person("adviser", organisation("Shop", kind="one_stop_shop")))
    sessions, events = list(Session.objects.values_list("pk", "session_data")), AuditEvent.objects.count()
    assert visit(client, name).status_code == 200
    assert list(Session.objects.values_list("pk", "session_data")) == sessions
    assert AuditEvent.objects.count() == events
