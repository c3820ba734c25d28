"""The bench as an adviser walks it: by keyboard alone, with and without scripts, on a phone."""

from __future__ import annotations

from typing import Any

import pytest

from corridor.web.matches.models import Decision
from corridor.web.plans.queries import scan
from corridor.web.pool.models import Purpose
from tests.web.plans.made import made_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABS = 80


@pytest.fixture
def bench(organisation: Any, person: Any) -> tuple[Any, Any, dict[str, Any]]:
    """An adviser, a plan that they may work with, and a pair of it."""
    ours = organisation("Ours", kind="one_stop_shop")
    plan = made_plan(ours, synthetic=False)
    plan.talents.purpose = Purpose.PLACEMENT
    plan.talents.save()
    pair = scan(plan, "scores").select("vacancy", "talent").head(1).collect().to_dicts()[0]
    return person("adviser", ours), plan, pair


def reach(page: Any, script: str) -> None:
    """Tab until the focus is on what a script says of `e`."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const e = document.activeElement; return {script}; }})()"):
            return
    raise AssertionError(f"not reached with {TABS} tabs: {script}")


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_decision_by_keyboard_alone(page_for: Any, looked_at: Any, bench: Any, language: str) -> None:
    adviser, plan, pair = bench
    page = page_for(language, user=adviser)
    page.goto(f"/{language}/matches/{plan.pk}/vacancy/{pair['vacancy']}/")
    looked_at(page, f"matches-walk-vacancy-{language}")
    reach(page, f"e.tagName === 'A' && e.textContent.includes('{pair['talent']}')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pair/**")
    reach(page, "e.name === 'state'")
    page.keyboard.press("Space")
    reach(page, "e.name === 'reason'")
    page.keyboard.type("<script>alert(1)</script> Knows the machines")
    reach(page, "e.tagName === 'BUTTON' && e.closest('form').querySelector('[name=state]')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".c-steps")
    assert Decision.objects.get().state == "shortlisted"
    assert "<script>alert(1)</script> Knows the machines" in page.inner_text(".c-steps")
    looked_at(page, f"matches-walk-pair-{language}")


def test_on_a_phone_without_scripts(page_for: Any, looked_at: Any, bench: Any) -> None:
    adviser, plan, pair = bench
    page = page_for("nl", js=False, width=360, user=adviser)
    page.goto(f"/nl/matches/{plan.pk}/pair/{pair['vacancy']}/{pair['talent']}/")
    page.check("input[name=state][value=set_aside]")
    page.locator("form:has([name=state]) button").click()
    looked_at(page, "matches-walk-error-nl", axe=False)
    assert page.locator(".govuk-error-summary").count() == 1
    assert not Decision.objects.exists()
    page.fill("[name=reason]", "Begint in maart aan een studie.")
    page.locator("form:has([name=state]) button").click()
    assert Decision.objects.get().state == "set_aside"
