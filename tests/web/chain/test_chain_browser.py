"""A convener walks from the shipped example to a report, in three languages; the library on a phone without script."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from corridor.consultation.dossier import shipped
from corridor.web.chain.models import DossierVersion, EvidenceItem
from tests.web.chain.chains_made import OLD, made_programme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_from_the_shipped_example_to_a_report(
    page_for: Any, looked_at: Any, person: Any, organisation: Any, language: str
) -> None:
    ours = organisation()
    convener = person("convener", ours, language=language)
    made_programme(ours)
    page = page_for(language, user=convener)
    with override(language):
        page.goto(reverse("chain:index"))
        looked_at(page, f"chain-hub-{language}")
        page.locator("main a[href*='/chain/']", has_text="Review" if language == "en" else "").first.click()
        page.get_by_role("link", name=_("Start from the shipped example")).click()
        page.get_by_role("button", name=_("Take it in")).click()
        looked_at(page, f"chain-overview-{language}")
        finding = shipped().findings[0]
        page.get_by_role("link", name=finding.title[language]).first.click()
        looked_at(page, f"chain-finding-{language}")
        page.get_by_role("link", name=_("Trace in both directions")).click()
        assert page.get_by_role("heading", name=_("All that it rests on")).is_visible()
        looked_at(page, f"chain-trace-{language}")
        _stale(page, looked_at, language)
        _measured(page, looked_at, language)
        _version_and_report(page, looked_at, language)


def _on_a_phone(page: Any, *addresses: str) -> None:
    """Nothing is wider than a phone."""
    page.set_viewport_size({"width": 360, "height": 800})
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
    page.set_viewport_size({"width": 1280, "height": 900})


def _stale(page: Any, looked_at: Any, language: str) -> None:
    """A source that changed is flagged; a person accepts it with a reason."""
    item = EvidenceItem.objects.filter(reference__kind="law").first()
    assert item is not None
    EvidenceItem.objects.filter(pk=item.pk).update(seen={**(item.seen or {}), "sha256": OLD})
    page.goto(reverse("chain:item", args=[item.programme_id, "evidence", item.key]))
    page.get_by_role("button", name=_("Read the source again")).click()
    looked_at(page, f"chain-stale-{language}")
    page.goto(reverse("chain:checks", args=[item.programme_id]))
    looked_at(page, f"chain-checks-{language}")
    page.goto(reverse("chain:item", args=[item.programme_id, "evidence", item.key]))
    own = reverse("chain:item", args=[item.programme_id, "evidence", item.key])
    add = reverse("chain:create", args=[item.programme_id, "evidence"])
    whole = [
        reverse(f"chain:{name}", args=[item.programme_id]) for name in ("overview", "checks", "versions", "reports")
    ]
    asked = ("law", "published", "indicator", "indicator&r_table=vacancy_rates.csv", "simulation&r_design=palim")
    _on_a_phone(page, *whole, *(f"{add}?of={one}" for one in asked), own)
    page.get_by_label(_("Why the new value is accepted")).fill("…")
    page.get_by_role("button", name=_("Accept the new value")).click()
    assert page.get_by_text(_("The new value is accepted.")).is_visible()


def _measured(page: Any, looked_at: Any, language: str) -> None:
    """A measured indicator: the kind, its table, the figure; it is read, then saved."""
    programme = EvidenceItem.objects.values_list("programme", flat=True)[0]
    page.goto(reverse("chain:create", args=[programme, "evidence"]))
    page.get_by_label(_("A measured indicator")).check()
    page.get_by_role("button", name=_("Continue")).click()
    looked_at(page, f"chain-evidence-table-{language}")
    page.get_by_role("button", name=_("Continue")).click()
    page.locator("#id_about_en").fill("Job vacancy rate")
    page.locator("#id_key").fill("rate")
    page.get_by_role("button", name=pgettext("chain", "Read now")).click()
    looked_at(page, f"chain-evidence-read-{language}")
    page.get_by_role("button", name=_("Save")).click()
    assert (EvidenceItem.objects.get(key="rate").seen or {})["value"] is not None


def _version_and_report(page: Any, looked_at: Any, language: str) -> None:
    """A version is saved, and the summary of the programme comes as a Word file."""
    programme = EvidenceItem.objects.values_list("programme", flat=True)[0]
    page.goto(reverse("chain:versions", args=[programme]))
    page.get_by_role("button", name=_("Save a version")).click()
    assert DossierVersion.objects.count() == 1
    page.get_by_role("link", name=pgettext("chain", "Reports")).click()
    looked_at(page, f"chain-reports-{language}")
    with page.expect_download() as coming:
        page.get_by_role("button", name=_("Make the report"), exact=True).click()
    assert coming.value.suggested_filename == f"review-programme-{language}.docx"
    page.get_by_label(_("Plan or partnership")).select_option("scheme:SMP001")
    with page.expect_download() as coming:
        page.get_by_role("button", name=_("Make the report on it")).click()
    assert coming.value.suggested_filename.endswith(f"-{language}.docx")


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_the_library_on_a_phone_without_script(page_for: Any, looked_at: Any, language: str) -> None:
    page = page_for(language, js=False, width=360)
    with override(language):
        page.goto(reverse("chain:practices"))
        looked_at(page, f"chain-practices-{language}-phone", axe=False)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator(".c-tile__title a").first.click()
        assert page.get_by_role("heading", level=1).is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
