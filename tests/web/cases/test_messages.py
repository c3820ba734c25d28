"""Messages: who reads them is said before and kept after."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from corridor.web.cases.domain import messages as domain
from corridor.web.cases.errors import CaseRefused
from corridor.web.cases.models import Message, Thread
from corridor.web.consent.domain import give
from tests.web.cases.made import Shop, make_shop, member, text

pytestmark = pytest.mark.django_db
ADDRESS = "http://testserver/en/cases/x/messages"


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def begin(shop: Shop, audience: str, body: str = "Hello", actor: Any = None) -> Thread:
    return domain.begin(
        case=shop.case,
        subject=f"To {audience}",
        audience=audience,
        body=body,
        actor=actor or shop.adviser,
        address=ADDRESS,
    )


READS = {
    "everyone": {"adviser", "boss", "employed", "talent"},
    "talent": {"adviser", "boss", "talent"},
    "employer": {"adviser", "boss", "employed"},
    "advisers": {"adviser", "boss"},
}


@pytest.mark.parametrize("audience", READS)
def test_a_thread_is_read_by_those_whom_it_names(client: Any, shop: Shop, audience: str) -> None:
    thread = begin(shop, audience, "The secret of the file")
    for who in ("adviser", "boss", "employed", "talent"):
        client.force_login(getattr(shop, who))
        inside = who in READS[audience]
        assert (f"To {audience}" in text(client.get(reverse("cases:messages", args=[shop.case.pk])))) is inside
        page = client.get(reverse("cases:thread", args=[shop.case.pk, thread.pk]))
        assert page.status_code == (200 if inside else 404), who
        assert ("The secret of the file" in text(page)) is inside
    client.force_login(shop.stranger)
    assert client.get(reverse("cases:thread", args=[shop.case.pk, thread.pk])).status_code == 404


def test_it_is_said_before_sending_who_reads(client: Any, shop: Shop) -> None:
    client.force_login(shop.talent)
    page = text(client.get(reverse("cases:messages", args=[shop.case.pk])))
    assert "Read by: advisers of Shop, the members of Works, the person." in page
    assert "Read by: advisers of Shop, the person." in page
    assert "advisers only" not in page
    client.force_login(shop.employed)
    page = text(client.get(reverse("cases:messages", args=[shop.case.pk])))
    assert "Read by: advisers of Shop, the members of Works." in page
    assert "The advisers and the person" not in page


@pytest.mark.parametrize(("who", "audience"), [("talent", "employer"), ("employed", "talent"), ("talent", "advisers")])
def test_nobody_writes_where_they_do_not_read(client: Any, shop: Shop, who: str, audience: str) -> None:
    client.force_login(getattr(shop, who))
    data = {"audience": audience, "subject": "x", "body": "y"}
    page = client.post(reverse("cases:messages", args=[shop.case.pk]), data)
    assert page.status_code == 200
    assert not Thread.objects.exists()
    with pytest.raises(CaseRefused):
        begin(shop, audience, actor=getattr(shop, who))


def test_html_is_shown_as_it_was_typed(client: Any, shop: Shop) -> None:
    client.force_login(shop.talent)
    data = {"audience": "talent", "subject": "<b>Subject</b>", "body": "<script>alert(1)</script>\nline two"}
    assert client.post(reverse("cases:messages", args=[shop.case.pk]), data).status_code == 302
    thread = Thread.objects.get()
    client.force_login(shop.adviser)
    page = text(client.get(reverse("cases:thread", args=[shop.case.pk, thread.pk])))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>line two" in page
    assert "&lt;b&gt;Subject&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_answering(client: Any, shop: Shop) -> None:
    thread = begin(shop, "talent")
    client.force_login(shop.talent)
    address = reverse("cases:thread", args=[shop.case.pk, thread.pk])
    assert client.post(address, {"body": "My answer"}).status_code == 302
    assert Message.objects.latest("sent_at").party == "talent"
    assert client.post(address, {"body": "   "}).status_code == 200
    assert thread.messages.count() == 2
    client.force_login(shop.boss)
    assert client.post(address, {"body": "x"}).status_code == 403, "a manager reads"
    client.force_login(shop.employed)
    assert client.post(address, {"body": "x"}).status_code == 404


def test_a_notice_goes_to_those_who_agreed_and_says_nothing(
    shop: Shop, django_capture_on_commit_callbacks: Any
) -> None:
    other = member("adviser", shop.organisation)
    for user in (shop.talent, shop.adviser, shop.employed):
        give(user=user, purpose="mail", actor=user, language="en")
    shop.talent.language = "nl"
    shop.talent.save()
    with django_capture_on_commit_callbacks(execute=True):
        begin(shop, "talent", "The secret of Amal Secret")
    assert [m.to for m in mail.outbox] == [[shop.talent.email]], (
        "not the author, not the employer, not who never agreed"
    )
    assert other.email not in str(mail.outbox[0].to)
    sent = mail.outbox[0]
    assert ADDRESS in sent.body
    for secret in ("The secret", "Amal", shop.case.reference, "To talent"):
        assert secret not in sent.subject + sent.body


def test_no_employer_no_person_no_such_audience(client: Any, shop: Shop) -> None:
    from tests.web.cases.made import make_case

    case = make_case(shop.organisation, shop.adviser)
    client.force_login(shop.adviser)
    page = text(client.get(reverse("cases:messages", args=[case.pk])))
    assert 'value="advisers"' in page
    for audience in ("everyone", "talent", "employer"):
        assert f'value="{audience}"' not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_threads_asks_as_often_for_three_as_for_one(
    client: Any, shop: Shop, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        begin(shop, "everyone")
    client.force_login(shop.adviser)
    client.get(reverse("cases:messages", args=[shop.case.pk]))
    with django_assert_num_queries(8):
        client.get(reverse("cases:messages", args=[shop.case.pk]))
