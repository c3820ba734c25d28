"""The landing page, what waits for somebody, and what every site must say."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from corridor.web.cases.domain import checklist, deadlines
from corridor.web.consent.domain import give
from corridor.web.consent.models import Consent
from corridor.web.consent.purposes import purposes
from corridor.web.home import views, waiting
from corridor.web.home.glossary import glossary
from corridor.web.jobs.models import Job
from corridor.web.organisations.domain import invite
from corridor.web.pool.models import Dataset
from tests.web.cases.made import choose, make_shop

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "nl")
ROOT = Path(__file__).parents[3]


def page(client: Client, name: str, language: str = "en") -> str:
    with translation.override(language):
        response = client.get(reverse(name))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["home:start", "home:accessibility", "home:privacy", "home:help"])
def test_pages_for_everybody(client: Client, name: str, language: str) -> None:
    text = page(client, name, language)
    assert f'<html lang="{language}"' in text
    assert text.count("<h1") == 1
    assert ">None<" not in text


@pytest.mark.parametrize(
    ("language", "question"),
    [("en", "Can I work in Belgium?"), ("fr", "Puis-je travailler"), ("nl", "Kan ik in België")],
)
def test_the_first_question_leads_to_the_route_check(client: Client, language: str, question: str) -> None:
    text = page(client, "home:start", language)
    assert question in text
    with translation.override(language):
        assert f'href="{reverse("route_check:start")}"' in text


def test_every_link_of_the_landing_page_leads_somewhere(client: Client) -> None:
    main = page(client, "home:start").split("<main")[1].split("</main>")[0]
    links = set(re.findall(r'href="(/[^"]*)"', main))
    assert len(links) > 4
    for link in links:
        assert client.get(link, follow=True).status_code == 200, link


@pytest.mark.parametrize(
    ("header", "where"), [("nl-BE,nl;q=0.9", "/nl/"), ("fr", "/fr/"), ("de", "/en/"), ("", "/en/")]
)
def test_the_root_leads_to_the_visitors_language(client: Client, header: str, where: str) -> None:
    response = client.get("/", headers={"accept-language": header})
    assert (response.status_code, response["Location"]) == (302, where)


# ---- what waits ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_talent_is_asked_what_they_agree_to(client: Client, person: Any, language: str) -> None:
    user = person(email="ann@example.org")
    client.force_login(user)
    text = page(client, "home:start", language)
    assert "ann@example.org" in text
    with translation.override(language):
        assert text.count(f'href="{reverse("consent:my_data")}"') >= 2
    give(user=user, purpose="mail", actor=user, language=language)
    titles = [block["title"] for block in waiting.blocks(type(user).objects.get(pk=user.pk))]
    assert "Your consent" not in titles


def test_invitations_and_failed_work_wait(client: Client, person: Any, organisation: Any) -> None:
    shop, other = organisation("Shop"), organisation("Other shop")
    ann, bob = person("viewer", other, email="ann@example.org"), person(email="bob@example.org")
    invite(organisation=shop, email="ann@example.org", role="viewer", actor=person("manager", shop))
    Job.objects.create(name="plans.run", owner=ann, state="failed")
    Job.objects.create(name="pool.import", owner=ann, state="done")
    Job.objects.create(name="others.work", owner=bob, organisation=other, state="running")
    client.force_login(ann)
    text = page(client, "home:start")
    assert "You are invited" in text
    assert "Making a plan" in text
    assert "Een plan maken" in page(client, "home:start", "nl")
    assert "Importing a file" not in text, "that is done"
    assert "others.work" not in text, "that is somebody else's"
    client.force_login(bob)
    text = page(client, "home:start")
    assert "You are invited" not in text
    assert "Making a plan" not in text


def test_old_failures_do_not_wait_for_ever(person: Any) -> None:
    ann = person()
    Job.objects.create(name="plans.run", owner=ann, state="failed")
    Job.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert "Background work" not in [block["title"] for block in waiting.blocks(ann)]


def test_a_manager_is_asked_for_a_second_step(person: Any, organisation: Any) -> None:
    titles = [block["title"] for block in waiting.blocks(person("manager", organisation()))]
    assert "Protect your account" in titles
    assert "Protect your account" not in [b["title"] for b in waiting.blocks(person("viewer", organisation()))]


def test_an_app_that_fails_hides_no_other(person: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def broken(user: Any) -> Any:
        raise RuntimeError("no")

    known = waiting.sayers()
    monkeypatch.setattr(waiting, "sayers", lambda: (broken, *known))
    assert [block["title"] for block in waiting.blocks(person())] == ["Your consent"]
    assert "blocks of the start page" in caplog.text


def waits_for(user: Any) -> dict[str, list[str]]:
    return {b["title"]: [e["text"] for e in b["entries"]] for b in waiting.blocks(type(user).objects.get(pk=user.pk))}


def test_what_a_file_asks_waits_for_those_whom_it_asks() -> None:
    shop = make_shop()
    items = list(choose(shop.case, shop.adviser).items.all())[:2]
    for item, party in zip(items, ("talent", "employer"), strict=True):
        checklist.change_item(
            item=item, state="asked", asked_of=party, reason="", version=item.version, actor=shop.adviser
        )
    for who in (shop.talent, shop.employed):
        assert waits_for(who)["Asked of you in a file"] == [shop.case.reference]
    for who in (shop.adviser, shop.boss, shop.stranger):
        assert "Asked of you in a file" not in waits_for(who)


def test_dates_wait_for_the_adviser_of_the_file() -> None:
    shop = make_shop()
    soon = timezone.localdate() + timedelta(days=3)
    deadlines.set_deadline(case=shop.case, title="Call", due=soon, actor=shop.adviser)
    assert waits_for(shop.adviser)["Dates in your files"] == [shop.case.reference]
    for who in (shop.talent, shop.employed, shop.stranger):
        assert "Dates in your files" not in waits_for(who)


def test_rows_in_quarantine_wait_for_those_who_work_with_the_table(person: Any, organisation: Any) -> None:
    mine, other = organisation("Mine"), organisation("Other")
    Dataset.objects.create(organisation=mine, kind="talents", name="Pool", state="ready", quarantined=2)
    Dataset.objects.create(organisation=mine, kind="talents", name="Clean", state="ready")
    Dataset.objects.create(organisation=other, kind="talents", name="Theirs", state="ready", quarantined=9)
    analyst = person("analyst", mine)
    Dataset.objects.create(organisation=mine, kind="talents", name="New", state="draft", created_by=analyst)
    assert waits_for(analyst)["Tables"] == ["Pool", "New"]
    assert "Tables" not in waits_for(person("viewer", mine))


# ---- statements ---------------------------------------------------------------------------------


def test_the_operator_says_who_it_is(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "has not stated a contact here" in page(client, "home:accessibility")
    monkeypatch.setenv("CORRIDOR_OPERATOR", "Region <X>")
    monkeypatch.setenv("CORRIDOR_CONTACT", "access@example.org")
    monkeypatch.setenv("CORRIDOR_COMPLAINTS", "the ombudsman")
    text = page(client, "home:accessibility")
    assert "Region &lt;X&gt; wants everybody" in text
    assert "Write to access@example.org" in text
    assert "You can complain to the ombudsman" in text
    assert "has not stated" not in text
    assert "Region &lt;X&gt; answers for the personal data" in page(client, "home:privacy")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_page_names_every_purpose_and_everything_that_is_held(client: Client, language: str) -> None:
    from django.utils.html import escape

    from corridor.web.consent.held import declared

    text = page(client, "home:privacy", language)
    for purpose in purposes().values():
        assert escape(purpose.label[language]) in text
        assert escape(purpose.reason[language]) in text
    for entry in declared():
        assert escape(entry.why[language]) in text, entry.model


def test_the_words_are_those_of_the_glossary() -> None:
    official = {}
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) >= 3:
            official[cells[0]] = (cells[1], cells[2])
    assert len(glossary()) > 20
    for entry in glossary():
        assert official[entry.term["en"]] == (entry.term["fr"], entry.term["nl"])
        assert all(entry.meaning[lang] for lang in LANGUAGES)


def test_robots_stay_out_of_what_is_private() -> None:
    text = views.robots(RequestFactory().get("/robots.txt")).content.decode()
    assert "Disallow: /fr/my-data/" in text
    assert "law" not in text


def test_security_txt_exists_where_there_is_a_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.http import Http404

    request = RequestFactory().get("/.well-known/security.txt")
    with pytest.raises(Http404):
        views.security(request)
    monkeypatch.setenv("CORRIDOR_SECURITY_CONTACT", "security@example.org")
    text = views.security(request).content.decode()
    assert "Contact: mailto:security@example.org\n" in text
    assert re.search(r"Expires: \d{4}-\d\d-\d\dT00:00:00Z", text)


# ---- old forms ----------------------------------------------------------------------------------


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_an_old_form_of_ours_can_be_sent_again(strict: Client, person: Any) -> None:
    user = person(email="ann@example.org")
    strict.force_login(user)
    address = reverse("consent:name")
    given = {"csrfmiddlewaretoken": "x" * 64, "name": "Ann <O'Hara>"}
    response = strict.post(address, given, headers={"origin": "http://testserver"})
    text = response.content.decode()
    assert response.status_code == 403
    assert "The form is too old" in text
    assert 'name="name" value="Ann &lt;O&#x27;Hara&gt;"' in text
    user.refresh_from_db()
    assert user.name == "", "nothing was saved yet"
    token = re.search(
        r'action="/en/my-data/name/">\s*<input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"',
        text,
    )
    assert token
    again = given | {"csrfmiddlewaretoken": token.group(1)}
    assert strict.post(address, again, headers={"origin": "http://testserver"}).status_code == 302
    user.refresh_from_db()
    assert user.name == "Ann <O'Hara>"


def test_a_form_from_elsewhere_is_not_offered_again(strict: Client, person: Any) -> None:
    strict.force_login(person())
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):
        text = strict.post(reverse("consent:name"), {"name": "Evil"}, headers=headers).content.decode()
        assert "The form is too old" in text
        assert "Evil" not in text


def test_a_password_is_never_shown_again(strict: Client) -> None:
    given = {"login": "ann@example.org", "password": "a long password"}
    text = strict.post(reverse("account_login"), given, headers={"origin": "http://testserver"}).content.decode()
    assert "a long password" not in text
    assert "ann@example.org" in text
    assert "Send it again" not in text


@pytest.mark.parametrize(("language", "words"), [("fr", "Le formulaire a expiré"), ("nl", "Het formulier is verlopen")])
def test_old_forms_in_other_languages(strict: Client, person: Any, language: str, words: str) -> None:
    strict.force_login(person())
    with translation.override(language):
        address = reverse("consent:name")
    text = strict.post(address, {"name": "x"}, headers={"origin": "http://testserver"}).content.decode()
    assert words in text


def test_after_the_session_ended_the_form_leads_to_sign_in_and_changes_nothing(client: Client, person: Any) -> None:
    user = person()
    client.force_login(user)
    client.session.flush()
    response = client.post(reverse("consent:give", args=["placement"]))
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]
    assert not Consent.objects.exists()


def test_a_consent_sent_twice_is_one(client: Client, person: Any) -> None:
    client.force_login(person())
    for _time in range(2):
        assert client.post(reverse("consent:give", args=["placement"])).status_code == 302
    assert Consent.objects.count() == 1


def test_the_glossary_file_is_tidy() -> None:
    raw = (ROOT / "src/corridor/web/home/glossary.json").read_text(encoding="utf-8")
    assert len({entry["term"]["en"] for entry in json.loads(raw)}) == len(json.loads(raw))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_on_the_welcome_page_says_what_it_is_for(
    client: Client, person: Any, organisation: Any, language: str
) -> None:
    here = organisation()
    for user in (person(), person("adviser", here), person("administrator")):
        client.force_login(user)
        tiles = BeautifulSoup(page(client, "home:start", language), "html.parser").select(".c-tile")
        said = [text for tile in tiles if (text := tile.select_one(".c-tile__text")) and text.get_text(strip=True)]
        assert len(said) == len(tiles) > 6
