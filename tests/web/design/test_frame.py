"""The frame around every page: where one can go, in which language, what is said when something goes wrong."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polib
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.test import Client, override_settings
from django.utils.translation import override

from corridor.web.design import context

DESIGN = Path(context.__file__).parent
pytestmark = pytest.mark.urls("tests.web.design.urls")


def user(*roles: str, superuser: bool = False) -> Any:
    return SimpleNamespace(is_authenticated=True, is_superuser=superuser, roles=frozenset(roles))


@pytest.mark.parametrize(
    ("who", "more"),
    [
        (AnonymousUser(), set()),
        (None, set()),
        (user("talent"), {"cases", "consent", "profile"}),
        (user("viewer"), {"cases", "consent", "pool"}),
        (user("adviser"), {"cases", "consent", "matches", "pool"}),
        (user("employer"), {"cases", "consent", "pool"}),
        (user("analyst", "viewer"), {"cases", "consent", "matches", "pool"}),
        (user("administrator"), {"cases", "consent", "oversight"}),
        (user(superuser=True), {"cases", "consent", "oversight"}),
    ],
)
def test_the_navigation_shows_what_a_role_can_use(who: Any, more: set[str]) -> None:
    assert context.shown(who) == context.EVERYBODY | more


def test_a_place_that_is_not_installed_is_left_out() -> None:
    assert context.address("no_such:view") == ""
    assert context.address("specimen") == "/en/specimen/"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_page_says_its_language_and_leads_to_the_others(client: Client, language: str) -> None:
    page = BeautifulSoup(client.get(f"/{language}/specimen/?quiet=1").content, "html.parser")
    assert page.html["lang"] == language
    alternates = {link["hreflang"]: link["href"] for link in page.select("link[rel=alternate]")}
    assert alternates == {code: f"/{code}/specimen/?quiet=1" for code in ("en", "fr", "nl")}
    assert page.select_one(".c-languages [aria-current]")["lang"] == language
    others = {button["value"]: button["lang"] for button in page.select(".c-languages button")}
    assert others == {code: code for code in ("en", "fr", "nl") if code != language}
    assert page.select_one(".c-languages input[name=next]")["value"] == f"/{language}/specimen/?quiet=1"


@pytest.mark.django_db
def test_the_specimen_speaks_one_language_where_the_frame_speaks(client: Client) -> None:
    catalogue = polib.pofile(str(DESIGN / "locale/fr/LC_MESSAGES/django.po"))
    english = {entry.msgid for entry in catalogue if entry.msgid != entry.msgstr and len(entry.msgid) > 8}
    shown = BeautifulSoup(client.get("/fr/specimen/").content, "html.parser").get_text("\n")
    left = {text.strip() for text in shown.split("\n")} & english
    assert left == set()


@pytest.mark.django_db
def test_no_style_script_or_handler_stands_in_a_page(client: Client) -> None:
    html = client.get("/en/specimen/").content.decode()
    page = BeautifulSoup(html, "html.parser")
    assert not page.select("[style], style")
    assert all(tag.get("src") or tag["type"] == "application/json" for tag in page.find_all("script"))
    assert not re.search(r"\son[a-z]+=", html)
    assert not [
        tag for tag in page.select("[src], link[href]") if str(tag.get("src") or tag["href"]).startswith("http")
    ]


@pytest.mark.django_db
def test_messages_are_banners_of_their_kind(client: Client) -> None:
    page = BeautifulSoup(client.get("/nl/specimen/").content, "html.parser")
    titles = [tag.get_text(strip=True) for tag in page.select(".govuk-notification-banner__title")]
    assert titles == ["Gelukt", "Ter informatie", "Let op", "Er is een probleem"]
    for banner in page.select(".govuk-notification-banner"):
        assert page.find(id=banner["aria-labelledby"]) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_error_pages_stand_without_a_context(name: str, language: str, rf: Any) -> None:
    request = rf.get(f"/{language}/gone/")
    request.user, request.resolver_match = AnonymousUser(), None
    with override(language):
        html = get_template(f"{name}.html").render({}, None if name in {"500", "503"} else request)
    page = BeautifulSoup(html, "html.parser")
    assert page.html["lang"] == language
    assert page.h1.get_text() in page.title.get_text()
    if language != "en":
        with override("en"):
            assert page.h1.get_text() not in get_template(f"{name}.html").render(
                {}, None if name in {"500", "503"} else request
            )


@pytest.mark.django_db
def test_colours_follow_the_installation_and_nothing_else_gets_in(client: Client) -> None:
    def shown() -> str:
        return str(BeautifulSoup(client.get("/en/specimen/").content, "html.parser").html["data-region"])

    assert shown() == "none"
    with override_settings(CORRIDOR_REGION="wallonia"):
        assert shown() == "wallonia"
    with override_settings(CORRIDOR_REGION='"><script>'):
        assert shown() == "none"


def test_style_sheets_fetch_nothing_and_carry_no_foreign_mark() -> None:
    for name in ("govuk.css", "corridor.css"):
        css = Path(str(finders.find(f"design/{name}"))).read_text(encoding="utf-8")
        assert "url(" not in css
        assert "@import" not in css
        assert not re.search("transport|crown|crest|@font-face", css, re.IGNORECASE)
    script = Path(str(finders.find("design/govuk-frontend.min.js"))).read_text(encoding="utf-8")
    assert "sourceMappingURL" not in script


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_text_of_the_frame_is_translated(language: str) -> None:
    catalogue = polib.pofile(str(DESIGN / f"locale/{language}/LC_MESSAGES/django.po"))
    assert len(catalogue) > 60
    assert not catalogue.untranslated_entries()
    assert not catalogue.fuzzy_entries()
    compiled = polib.mofile(str(DESIGN / f"locale/{language}/LC_MESSAGES/django.mo"))
    assert {(e.msgctxt, e.msgid): e.msgstr for e in compiled} == {(e.msgctxt, e.msgid): e.msgstr for e in catalogue}
