"""The pages as people walk them: in three languages, on a phone, with and without scripts, by the keyboard."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from corridor.web.consent import domain as consent
from corridor.web.pool.domain import keep_profile
from corridor.web.pool.models import Dataset, TalentProfile
from corridor.web.pool.queries import frame
from tests.web.pool.conftest import TALENTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "upload": "Upload",
        "import": "Import",
        "save": "Save the corrections",
        "good": "1 row is in the dataset now",
    },
    "fr": {
        "upload": "Envoyer",
        "import": "Importer",
        "save": "Enregistrer les corrections",
        "good": "1 ligne est maintenant dans le jeu de données",
    },
    "nl": {
        "upload": "Uploaden",
        "import": "Importeren",
        "save": "Verbeteringen bewaren",
        "good": "1 rij zit nu in de dataset",
    },
}


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(TALENTS)
    return path


@pytest.mark.parametrize(("language", "scripts", "width"), [("en", True, 1280), ("fr", False, 360), ("nl", True, 360)])
def test_from_a_file_to_a_corrected_dataset(
    page_for: Any,
    looked_at: Any,
    person: Any,
    organisation: Any,
    people: Path,
    language: str,
    scripts: bool,
    width: int,
) -> None:
    user, words = person("analyst", organisation()), WORDS[language]
    page = page_for(language, js=scripts, width=width, user=user)

    def look(name: str) -> None:
        looked_at(page, f"pool-{name}-{language}-{width}", axe=scripts)

    page.goto(f"/{language}/pool/upload/")
    look("upload")
    page.check("input[name=kind][value=talents]")
    page.set_input_files("input[name=file]", people)
    page.get_by_role("button", name=words["upload"], exact=True).click()
    assert page.locator("select[name=column_4]").input_value() == "wish_annual_salary"
    look("mapping")
    page.get_by_role("button", name=words["import"], exact=True).click()
    assert page.locator("#id_basis_error").is_visible(), "a ground must be chosen"
    look("mapping-refused")
    page.select_option("select[name=basis]", "public_task")
    page.check("input[name=purpose][value=planning]")
    page.get_by_role("button", name=words["import"], exact=True).click()
    page.wait_for_selector("#sum")
    look("detail")
    page.locator("a[href$='/quarantine/']").first.click()
    look("quarantine")
    page.locator("input[value='9999']").fill("7412")
    page.get_by_role("button", name=words["save"]).click()
    assert words["good"] in page.locator("main").inner_text()
    page.locator("section.c-card a").first.click()
    look("correct")
    page.locator("#id_reason").fill("Test")
    page.locator("form[action$='/discard/'] button").click()
    page.goto(f"/{language}/pool/")
    look("list")
    made = Dataset.objects.get()
    assert (made.rows_in, made.rows, made.quarantined, made.discarded) == (4, 3, 0, 1)
    page.goto(f"/{language}/pool/{made.pk}/row/?id=T-001")
    look("row")


def test_the_upload_by_the_keyboard(page_for: Any, person: Any, organisation: Any, people: Path) -> None:
    page = page_for("en", user=person("analyst", organisation()))
    page.goto("/en/pool/upload/")
    page.set_input_files("input[name=file]", people)  # the dialogue of the system cannot be driven
    page.locator("#id_kind_0").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    page.wait_for_url("**/columns/")
    page.locator("select[name=basis]").focus()
    page.keyboard.type("Public")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("input[name=purpose][value=planning]").is_checked()
    for _step in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "import":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#sum")
    assert frame(Dataset.objects.get(name="By keyboard")).height == 2


@pytest.mark.parametrize(("language", "scripts", "width"), [("en", True, 360), ("fr", True, 1280), ("nl", False, 360)])
def test_a_talent_writes_a_profile(
    page_for: Any, looked_at: Any, person: Any, language: str, scripts: bool, width: int
) -> None:
    user = person()
    page = page_for(language, js=scripts, width=width, user=user)
    page.goto(f"/{language}/pool/me/")
    looked_at(page, f"pool-profile-empty-{language}-{width}", axe=scripts)
    page.goto(f"/{language}/pool/me/")  # axe leaves marks on the page
    page.fill("#id_title", "Électricien")
    page.locator("#id_occupation").press_sequentially("electrician", delay=20)
    if not scripts:
        page.locator("button[name=search]").click()
    page.locator("input[name=isco08][value='7411']").check()
    page.select_option("#id_language_0", "fr")
    page.locator("form:has(#id_title) > button.govuk-button:not([name])").click()
    assert page.locator("#id_level_0_error").is_visible(), "a language needs a level"
    page.select_option("#id_level_0", "C2")
    page.locator("form:has(#id_title) > button.govuk-button:not([name])").click()
    page.wait_for_selector(".govuk-notification-banner--success")
    looked_at(page, f"pool-profile-{language}-{width}", axe=scripts)
    facts = TalentProfile.objects.get(user=user).facts
    assert facts == {"title": "Électricien", "isco08": "7411", "languages": ["fr:C2"]}


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_no_text_of_these_pages_stays_english(page_for: Any, person: Any, organisation: Any, language: str) -> None:
    here, talent = organisation(), person()
    consent.give(user=talent, purpose="placement", actor=talent, language=language)
    keep_profile(user=talent, facts={"title": "x", "isco08": "7212"}, region="flanders", actor=talent)
    page = page_for(language, user=person("adviser", here))
    for address in ("", "upload/", "me/"):
        page.goto(f"/{language}/pool/{address}")
        text = page.locator("main").inner_text()
        found = re.findall(r"\b(the|which|with|your|rows?|dataset of|not known)\b", text)
        assert found == [], address
