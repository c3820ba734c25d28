"""Programmes and people in a real browser, in three languages: the example, a contact, their own page, withdrawal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail

from corridor.web.programmes.models import Programme
from corridor.web.stakeholders.queries import contact_list
from tests.web.stakeholders.made import make_body, make_contact

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": ("Start from the shipped example", "Publish", "Send the link", "Withdraw"),
    "fr": ("Partir de l’exemple fourni", "Publier", "Envoyer le lien", "Retirer"),
    "nl": ("Beginnen met het meegeleverde voorbeeld", "Publiceren", "De link versturen", "Intrekken"),
}


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_from_the_example_to_a_withdrawal(
    page_for: Any, looked_at: Any, person: Any, organisation: Any, lang: str
) -> None:
    region = organisation()
    body = make_body(region, "Federation of hospitals")
    contact = make_contact(region, agreed=True, body=body, language=lang)
    start, publish, _send, withdraw = WORDS[lang]
    page = page_for(lang, user=person("convener", region, language=lang))
    page.goto(f"/{lang}/programmes/")
    page.get_by_role("button", name=start).click()
    looked_at(page, f"programmes-detail-{lang}")
    page.get_by_role("button", name=publish, exact=True).click()
    assert Programme.objects.get().published
    page.goto(f"/{lang}/programmes/{Programme.objects.get().slug}/advisory-group/")
    page.get_by_label("Federation of hospitals").check()
    page.locator("main form button").click()
    assert page.get_by_text("Federation of hospitals").is_visible()
    page.goto(f"/{lang}/stakeholders/contact-list/")
    looked_at(page, f"stakeholders-contact-list-{lang}")
    page.goto(f"/{lang}/stakeholders/people/{contact.pk}/")
    looked_at(page, f"stakeholders-person-{lang}")
    page.locator("form[action$='/link/'] button").click()
    (link,) = re.findall(r"https?://\S+(/\w\w/stakeholders/mine/\S+)", str(mail.outbox[0].body))
    phone = page_for(lang, js=False, width=360)
    phone.goto(link)
    looked_at(phone, f"stakeholders-mine-{lang}", axe=False)
    assert contact_list(region).exists()
    phone.get_by_role("button", name=withdraw).click()
    assert not contact_list(region).exists()
    phone.goto(f"/{lang}/programmes/{Programme.objects.get().slug}/")
    looked_at(phone, f"programmes-public-{lang}", axe=False)
