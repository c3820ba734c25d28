"""A written consultation from end to end in a browser, in three languages: on a phone in French, without JavaScript in
Dutch (where axe, which is a script, does not look)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import gettext, override, pgettext

from corridor.web.drafts.models import Comment, Draft
from corridor.web.organisations.models import Role
from corridor.web.stakeholders.domain import agree
from tests.web.drafts.made import TEXT, close, contact, today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Any, text: str) -> None:
    page.get_by_role("button", name=text, exact=True).click()


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_comment_answer_second_round(
    page_for: Any, looked_at: Any, person: Any, organisation: Any, language: str, live_server: Any
) -> None:
    convener = person(Role.CONVENER, organisation(), language=language)
    union = contact(organisation(), language=language)
    width = {"en": 1280, "fr": 360, "nl": 1280}[language]
    page = page_for(language, user=convener, js=language != "nl", width=width)
    with override(language):
        _make_and_publish(page, language)
        made = Draft.objects.get()
        page.goto(f"/{language}/drafts/{made.slug}/manage/rounds/1/invite/")
        looked_at(page, f"drafts-invite-{language}", axe=language != "nl")
        press(page, gettext("Send the invitations"))
        guest = page_for(language, js=language != "nl", width=width)
        guest.goto(mail.outbox[-1].body.split(live_server.url)[1].split()[0])
        _comment(guest, looked_at, language)
        _answer(page, looked_at, made, language)
        assert mail.outbox[-1].to == [union.email]
        assert pgettext("answer", "Taken up in part") in mail.outbox[-1].body
        guest.goto(f"/{language}/drafts/{made.slug}/mine/")
        assert guest.get_by_text("60!").is_visible()
        close(made.rounds.get())
        _second_round(page, looked_at, made, language)
        guest.goto(f"/{language}/drafts/{made.slug}/rounds/2/changes/")
        looked_at(guest, f"drafts-changes-{language}", axe=language != "nl")
        assert guest.locator("del").first.is_visible()
        assert guest.locator("ins").first.is_visible()
        guest.goto(f"/{language}/drafts/{made.slug}/answers/")
        looked_at(guest, f"drafts-answers-{language}", axe=language != "nl")
        assert guest.get_by_text("60!").is_visible()
    agree(contact=union, purpose="contact_list", language=language, actor=union)
    assert Comment.objects.get().body_name == "Union"
    assert Client().get(f"/{language}/drafts/").status_code == 200


def _make_and_publish(page: Any, language: str) -> None:
    page.goto(f"/{language}/drafts/new/")
    page.locator("#id_text").fill(TEXT)
    press(page, gettext("Make the draft"))
    page.get_by_role("link", name=gettext("Publish round %(number)s") % {"number": 1}).click()
    page.locator("#id_opens").fill(today().isoformat())
    page.locator("#id_closes").fill(today(5).isoformat())
    press(page, gettext("Publish"))


def _comment(guest: Any, looked_at: Any, language: str) -> None:
    looked_at(guest, f"drafts-detail-{language}", axe=language != "nl")
    guest.get_by_role("link", name=gettext("Comment on section %(number)s") % {"number": 1}).click()
    guest.locator('input[name="stance"][value="amend"]').check()
    guest.locator("#id_text").fill("x" * 10_001)
    guest.locator('input[name="on_behalf"][value="body"]').check()
    guest.locator("#id_body_name").fill("Union")
    press(guest, gettext("Send the comment"))
    looked_at(guest, f"drafts-comment-wrong-{language}", axe=language != "nl")
    assert len(guest.locator("#id_text").input_value()) == 10_001
    guest.locator("#id_text").fill("90 > 60?")
    guest.locator("#id_proposed").fill("60.")
    press(guest, gettext("Send the comment"))
    looked_at(guest, f"drafts-mine-{language}", axe=language != "nl")
    assert guest.get_by_text("90 > 60?").is_visible()


def _answer(page: Any, looked_at: Any, made: Draft, language: str) -> None:
    page.goto(f"/{language}/drafts/{made.slug}/manage/comments/")
    page.locator('input[name="c"]').check()
    looked_at(page, f"drafts-comments-{language}", axe=language != "nl")
    press(page, gettext("Answer those that are chosen"))
    page.locator('input[name="outcome"][value="partly"]').check()
    for lang in made.languages:
        page.locator(f"#id_why_{lang}").fill("60!")
    looked_at(page, f"drafts-answer-{language}", axe=language != "nl")
    press(page, gettext("Give this answer"))


def _second_round(page: Any, looked_at: Any, made: Draft, language: str) -> None:
    page.goto(f"/{language}/drafts/{made.slug}/manage/")
    looked_at(page, f"drafts-manage-{language}", axe=language != "nl")
    page.get_by_role("link", name=gettext("Make the next round")).click()
    press(page, gettext("Make the next round"))
    page.goto(f"/{language}/drafts/{made.slug}/manage/rounds/2/sections/aim/edit/")
    area = page.locator(f"#id_text_{language}")
    area.fill(area.input_value().replace("90", "60"))
    press(page, gettext("Save"))
    page.goto(f"/{language}/drafts/{made.slug}/manage/rounds/2/dates/")
    page.locator("#id_opens").fill(today().isoformat())
    page.locator("#id_closes").fill(today(9).isoformat())
    press(page, gettext("Publish"))
