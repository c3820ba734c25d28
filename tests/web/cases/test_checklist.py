"""The checklist and its documents."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from corridor.web.audit.models import AuditEvent
from corridor.web.cases.domain import case as case_domain
from corridor.web.cases.domain import checklist as domain
from corridor.web.cases.errors import CaseRefused, Overtaken
from corridor.web.cases.models import ChecklistItem, Document, ItemState
from corridor.web.consent.domain import withdraw
from tests.web.cases.made import Shop, choose, jpeg, make_shop, pdf, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    made = make_shop()
    choose(made.case, made.adviser)
    return made


def item_of(shop: Shop, key: str = "passport", asked_of: str = "") -> ChecklistItem:
    item = shop.case.items.get(key=key)
    if asked_of:
        domain.change_item(
            item=item, state="asked", asked_of=asked_of, reason="", version=item.version, actor=shop.adviser
        )
    return item


def put(client: Any, shop: Shop, item: ChecklistItem, name: str, content: bytes, **data: str) -> Any:
    upload = SimpleUploadedFile(name, content, content_type="text/html")
    return client.post(reverse("cases:upload", args=[shop.case.pk, item.pk]), {"file": upload, **data})


def test_items_come_from_the_law_with_their_source(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    page = text(client.get(reverse("cases:checklist", args=[shop.case.pk])))
    assert "Copy of the valid passport" in page
    assert "workinginbelgium.be" in page
    step = shop.case.items.filter(kind="step").first()
    assert step is not None
    assert set(step.label) == {"en", "fr", "nl"}
    assert set(step.source["source"]) == {"en", "fr", "nl"}  # type: ignore[index]


def test_how_far_an_item_is(client: Any, shop: Shop) -> None:
    item = item_of(shop)
    client.force_login(shop.adviser)
    address = reverse("cases:item", args=[shop.case.pk, item.pk])

    def say(**data: str) -> Any:
        item.refresh_from_db()
        return client.post(address, {"version": str(item.version), **data})

    assert "Say whom it is asked of" in text(say(state="asked"))
    assert "Say why it does not apply" in text(say(state="not_applicable"))
    assert say(state="not_applicable", reason="Exempt <i>as</i> a child").status_code == 302
    item.refresh_from_db()
    assert (item.state, item.reason) == ("not_applicable", "Exempt <i>as</i> a child")
    assert "Exempt &lt;i&gt;as&lt;/i&gt; a child" in text(client.get(address))
    assert say(state="nonsense").status_code == 200


def test_two_people_change_an_item(client: Any, shop: Shop) -> None:
    item = item_of(shop)
    old = item.version
    domain.change_item(item=item, state="checked", asked_of="", reason="", version=old, actor=shop.adviser)
    with pytest.raises(Overtaken):
        domain.change_item(item=item, state="needed", asked_of="", reason="", version=old, actor=shop.adviser)
    client.force_login(shop.adviser)
    data = {"version": str(old), "state": "not_applicable", "reason": "My own words"}
    page = text(client.post(reverse("cases:item", args=[shop.case.pk, item.pk]), data))
    assert "My own words" in page
    assert "Somebody else was faster" in page
    assert ChecklistItem.objects.get(pk=item.pk).state == ItemState.CHECKED


def test_an_own_item(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    address = reverse("cases:checklist", args=[shop.case.pk])
    assert client.post(address, {"label": "A <u>letter</u>", "asked_of": "talent"}).status_code == 302
    made = shop.case.items.get(kind="own")
    assert (made.state, made.asked_of) == ("asked", "talent")
    assert "A &lt;u&gt;letter&lt;/u&gt;" in text(client.get(address))
    client.force_login(shop.talent)
    assert client.post(address, {"label": "mine"}).status_code == 403


# ---- documents ----------------------------------------------------------------------------------


def test_a_document_is_kept_privately_in_versions(client: Any, shop: Shop) -> None:
    item = item_of(shop)
    client.force_login(shop.adviser)
    assert put(client, shop, item, "../../my <b>pass.pdf", pdf(), valid_until="2027-01-31").status_code == 302
    assert put(client, shop, item, "second.jpg", jpeg()).status_code == 302
    second, first = item.documents.all()
    assert (first.number, second.number) == (1, 2)
    assert first.name == "my bpass.pdf"
    assert (first.kind, second.kind) == ("pdf", "jpeg")
    for document in (first, second):
        inside = document.path.resolve().relative_to(Path(settings.FILES).resolve())
        assert "pass" not in str(inside)
        assert len(document.path.name) == 40
        assert stat.S_IMODE(os.stat(document.path).st_mode) == 0o600
    assert first.path.read_bytes() == pdf()
    item.refresh_from_db()
    assert item.state == ItemState.RECEIVED


def test_a_download_is_never_shown_as_a_page(client: Any, shop: Shop) -> None:
    item = item_of(shop)
    client.force_login(shop.adviser)
    put(client, shop, item, "passé.pdf", pdf())
    document = item.documents.get()
    answer = client.get(reverse("cases:document", args=[shop.case.pk, document.pk]))
    assert answer.content == pdf()
    assert answer["Content-Type"] == "application/pdf", "what was seen in it, not what the browser said"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    event = AuditEvent.objects.get(verb="cases.document_opened")
    assert (event.actor, event.detail["document"]) == (shop.adviser.pk, str(document.pk))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"<html>"), ("a.exe", b"MZ"), ("a.pdf", b""), ("a.png", pdf()), ("a.svg", b"<svg onload='x'/>")],
)
def test_what_is_no_document_is_refused_on_the_page(client: Any, shop: Shop, name: str, content: bytes) -> None:
    item = item_of(shop)
    client.force_login(shop.adviser)
    page = put(client, shop, item, name, content)
    assert page.status_code == 200
    assert "govuk-error-summary" in text(page)
    assert not Document.objects.exists()
    assert not list(Path(settings.FILES).rglob("*.part"))
    assert not [p for p in Path(settings.FILES).rglob("*") if p.is_file()]


def test_a_row_that_fails_leaves_no_file(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    item = item_of(shop)

    def broken(*args: Any, **options: Any) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(domain, "_added", broken)
    with pytest.raises(RuntimeError):
        domain.add_document(item=item, content=pdf(), name="a.pdf", valid_until=None, actor=shop.adviser)
    assert not [p for p in Path(settings.FILES).rglob("*") if p.is_file()]


def test_what_a_crash_left_goes_with_the_next_upload(shop: Shop) -> None:
    item = item_of(shop)
    first = domain.add_document(item=item, content=pdf(), name="a.pdf", valid_until=None, actor=shop.adviser)
    folder = first.path.parent
    (folder / "half.part").write_bytes(b"%PDF")
    (folder / "lost").write_bytes(pdf())
    (folder / "under way.part").write_bytes(b"%PDF")
    for name in ("half.part", "lost", first.path.name):
        os.utime(folder / name, (0, 0))
    second = domain.add_document(item=item, content=pdf(), name="b.pdf", valid_until=None, actor=shop.adviser)
    assert {p.name for p in folder.iterdir()} == {first.path.name, second.path.name, "under way.part"}


def test_deleting_a_file(client: Any, shop: Shop, django_capture_on_commit_callbacks: Any) -> None:
    item = item_of(shop)
    document = domain.add_document(item=item, content=pdf(), name="a.pdf", valid_until=None, actor=shop.adviser)
    path = document.path
    address = reverse("cases:delete_document", args=[shop.case.pk, document.pk])
    client.force_login(shop.talent)
    assert client.post(address).status_code == 403
    client.force_login(shop.adviser)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).status_code == 302
    assert not path.exists()
    assert client.get(reverse("cases:document", args=[shop.case.pk, document.pk])).status_code == 404
    document.refresh_from_db()
    assert (document.name, document.stored_as) == ("", "")


def test_a_file_that_is_gone_is_not_found(client: Any, shop: Shop) -> None:
    item = item_of(shop)
    document = domain.add_document(item=item, content=pdf(), name="a.pdf", valid_until=None, actor=shop.adviser)
    document.path.unlink()
    client.force_login(shop.adviser)
    assert client.get(reverse("cases:document", args=[shop.case.pk, document.pk])).status_code == 404


# ---- who sees what ------------------------------------------------------------------------------


def test_an_employer_sees_and_hands_in_what_is_asked_of_it(client: Any, shop: Shop) -> None:
    asked = item_of(shop, "employment_contract" if _has(shop, "employment_contract") else "passport", "employer")
    private = item_of(shop, "diploma")
    secret = domain.add_document(
        item=private, content=pdf(), name="my diploma.pdf", valid_until=None, actor=shop.talent
    )
    client.force_login(shop.employed)
    page = text(client.get(reverse("cases:checklist", args=[shop.case.pk])))
    assert asked.label["en"] in page
    assert "my diploma.pdf" not in page
    assert private.label["en"] not in page
    assert client.get(reverse("cases:document", args=[shop.case.pk, secret.pk])).status_code == 404
    assert client.get(reverse("cases:item", args=[shop.case.pk, private.pk])).status_code == 404
    assert put(client, shop, private, "a.pdf", pdf()).status_code == 404
    assert put(client, shop, asked, "contract.pdf", pdf()).status_code == 302
    assert asked.documents.get().party == "employer"
    item_page = reverse("cases:item", args=[shop.case.pk, asked.pk])
    assert client.post(item_page, {"state": "checked", "version": "1"}).status_code == 403


def _has(shop: Shop, key: str) -> bool:
    return shop.case.items.filter(key=key).exists()


def test_the_person_hands_in_and_reads_everything(client: Any, shop: Shop) -> None:
    item = item_of(shop, asked_of="talent")
    client.force_login(shop.talent)
    assert put(client, shop, item, "passport.pdf", pdf()).status_code == 302
    document = item.documents.get()
    assert document.party == "talent"
    assert client.get(reverse("cases:document", args=[shop.case.pk, document.pk])).status_code == 200


def test_a_stranger_finds_no_document(client: Any, shop: Shop) -> None:
    item = item_of(shop)
    document = domain.add_document(item=item, content=pdf(), name="a.pdf", valid_until=None, actor=shop.adviser)
    from tests.web.cases.made import make_case

    own = make_case(shop.stranger.memberships.get(role="adviser").organisation, shop.stranger)  # type: ignore[attr-defined]
    client.force_login(shop.stranger)
    for case in (shop.case, own):
        assert client.get(reverse("cases:document", args=[case.pk, document.pk])).status_code == 404
        assert client.get(reverse("cases:item", args=[case.pk, item.pk])).status_code == 404


def test_without_the_person_s_consent_the_file_is_shut(client: Any, shop: Shop) -> None:
    item = item_of(shop, asked_of="employer")
    document = domain.add_document(item=item, content=pdf(), name="a.pdf", valid_until=None, actor=shop.adviser)
    withdraw(user=shop.talent, purpose="case_file", actor=shop.talent)
    for user in (shop.adviser, shop.boss, shop.employed):
        client.force_login(user)
        for name, more in (("detail", []), ("checklist", []), ("document", [document.pk]), ("messages", [])):
            page = client.get(reverse(f"cases:{name}", args=[shop.case.pk, *more]))
            assert page.status_code == 403, (user, name)
            assert "Amal Secret" not in text(page)
            assert "withdrawn their consent" in text(page)
    client.force_login(shop.adviser)
    assert put(client, shop, item, "b.pdf", pdf()).status_code == 403
    client.force_login(shop.talent)
    assert "nobody but you sees this file" in text(client.get(reverse("cases:detail", args=[shop.case.pk])))
    assert client.get(reverse("cases:document", args=[shop.case.pk, document.pk])).status_code == 200


def test_nothing_is_handed_in_once_the_case_has_ended(client: Any, shop: Shop) -> None:
    item = item_of(shop)
    case_domain.close(case=shop.case, reason="", version=shop.case.version, actor=shop.adviser)
    client.force_login(shop.adviser)
    assert "The case has ended" in text(put(client, shop, item, "a.pdf", pdf()))
    item.refresh_from_db()
    with pytest.raises(CaseRefused):
        domain.add_item(case=shop.case, label="x", asked_of="", actor=shop.adviser)


@pytest.mark.parametrize("count", [1, 3])
def test_the_checklist_asks_the_database_as_often_for_three_documents_as_for_one(
    client: Any, shop: Shop, count: int, django_assert_num_queries: Any
) -> None:
    for item in list(shop.case.items.filter(kind="document"))[:count]:
        domain.add_document(item=item, content=pdf(), name="a.pdf", valid_until=None, actor=shop.adviser)
    client.force_login(shop.adviser)
    client.get(reverse("cases:checklist", args=[shop.case.pk]))
    with django_assert_num_queries(9):
        client.get(reverse("cases:checklist", args=[shop.case.pk]))
