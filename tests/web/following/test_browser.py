"""The pages as people walk them: in three languages, on a phone, with and without scripts, by the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from corridor.web.following.models import FollowedScheme
from corridor.web.following.opening import of_version
from tests.web.following.made import BAD, UNTIL, followed, made_up, upload, with_log

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = ((1280, 900), (360, 800))
WORDS = {
    "en": {"follow": "Follow this scheme", "upload": "Upload", "hidden": "fewer than 10"},
    "fr": {"follow": "Suivre ce projet", "upload": "Envoyer", "hidden": "moins de 10"},
    "nl": {"follow": "Dit project volgen", "upload": "Opladen", "hidden": "minder dan 10"},
}


def path(language: str, name: str, *arguments: Any) -> str:
    return f"/{language}{reverse(f'following:{name}', args=arguments)[3:]}"


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page_fits_and_is_accessible(
    page_for: Callable[..., Any],
    looked_at: Callable[..., None],
    organisation: Any,
    person: Any,
    language: str,
) -> None:
    own = organisation("Own")
    analyst = person("analyst", own, language=language)
    scheme = with_log(own, analyst, name="Nurses and builders")
    upload(scheme, BAD.encode())
    empty = followed(own, analyst, name="Without a log")
    pages = {
        "list": path(language, "list"),
        "create": path(language, "create"),
        "columns": path(language, "columns"),
        "empty": path(language, "detail", empty.pk),
        "none": path(language, "indicators", empty.pk),
        **{
            name: path(language, name, scheme.pk)
            for name in ("detail", "upload", "quarantine", "indicators", "forecast", "reports", "delete", "report")
        },
        "by": f"{path(language, 'indicators', scheme.pk)}?by=sex&period=2020",
    }
    page = page_for(language, user=analyst)
    for name, address in pages.items():
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            answer = page.goto(address)
            assert answer.status == 200, name
            looked_at(page, f"following-{name}-{language}-{width}")
    reader = page_for(language, user=person("viewer", own, language=language), width=360)
    for name in ("detail", "forecast"):
        assert reader.goto(path(language, name, scheme.pk)).status == 200
        looked_at(reader, f"following-reader-{name}-{language}-360")


@pytest.mark.parametrize(("language", "scripts", "width"), [("en", True, 1280), ("fr", False, 360), ("nl", True, 360)])
def test_from_a_design_to_indicators(
    page_for: Callable[..., Any],
    person: Any,
    organisation: Any,
    tmp_path: Path,
    language: str,
    scripts: bool,
    width: int,
) -> None:
    own, words = organisation("Own"), WORDS[language]
    page = page_for(language, js=scripts, width=width, user=person("adviser", own, language=language))
    page.goto(path(language, "create"))
    page.get_by_role("button", name=words["follow"]).click()
    page.locator(".govuk-error-summary").wait_for()
    page.locator("#id_name").fill("Nurses")
    page.locator("#id_design").select_option("match")
    page.get_by_role("button", name=words["follow"]).click()
    page.locator("h1", has_text="Nurses").wait_for()
    scheme = FollowedScheme.objects.get()
    file = tmp_path / "events.csv"
    file.write_bytes(made_up())
    page.goto(path(language, "upload", scheme.pk))
    page.locator("#id_file").set_input_files(file)
    page.locator("#id_as_of").fill(UNTIL.isoformat())
    page.get_by_role("button", name=words["upload"], exact=True).click()
    page.locator("#versions").wait_for()
    scheme.refresh_from_db()
    assert of_version(scheme).events.height > 1000
    page.goto(path(language, "indicators", scheme.pk))
    page.locator("#id_by").select_option("sex")
    page.locator("form.c-inline-form button").click()
    page.wait_for_url("**by=sex**")
    assert page.get_by_text(words["hidden"]).count() > 0


def test_a_report_prints_from_the_keyboard(page_for: Callable[..., Any], person: Any, organisation: Any) -> None:
    own = organisation("Own")
    analyst = person("analyst", own)
    scheme = with_log(own, analyst)
    page = page_for("en", user=analyst)
    page.goto(path("en", "reports", scheme.pk))
    page.locator("#id_lang").select_option("nl")
    page.locator("#id_lang").press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**report.html**")
    assert page.locator("html").get_attribute("lang") == "nl"
    page.emulate_media(media="print")
    assert page.pdf()[:4] == b"%PDF"
