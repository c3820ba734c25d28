"""The pictures of the README, taken anew: `make screenshots`.

Serves the application with its demo plan on a free port, opens three pages in Chromium and puts them side by side.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "images" / "pages.png"
CHROMIUM = os.environ.get("CORRIDOR_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SHEET = """<html><body style="margin:0;background:#fff;display:flex;gap:24px;padding:24px">
{}</body></html>"""
STYLE = "width:560px;height:720px;object-fit:cover;object-position:top;border:1px solid #bbb"
PICTURE = '<img style="' + STYLE + '" src="data:image/png;base64,{}">'


def main() -> None:
    """Take the pictures."""
    command = [sys.executable, "-m", "corridor.cli", "demo", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+/", line)))
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                context = browser.new_context(base_url=address, viewport={"width": 1000, "height": 1280})
                page = context.new_page()
                pictures = [route_check(page), plan(page), laboratory(page)]
                sheet(page, pictures)
        finally:
            server.terminate()
    print(TARGET.relative_to(ROOT))


def route_check(page: Page) -> str:
    """The answer to an engineer."""
    import tempfile

    case = "region: flanders\napplication_date: 2026-03-02\nfacts:\n" + "".join(
        f"  {line}\n"
        for line in (
            "nationality: IN",
            "residence_status: abroad",
            "employment: local",
            "birth_date: 1992-06-01",
            "education_level: 6",
            "job_level: 6",
            'isco08: "2512"',
            "gross_annual_salary: 52000",
            "contract_months: 24",
            "duration_days: 730",
        )
    )
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(case)
        file.flush()
        page.goto("/en/route-check/")
        page.locator("input[type=file]").first.set_input_files(file.name)
        page.locator("form", has=page.locator("input[type=file]")).locator("button").first.click()
        page.wait_for_load_state()
        return taken(page)


def plan(page: Page) -> str:
    """The plan of Flanders."""
    page.goto("/nl/plans/")
    page.locator("table a, .c-card a").first.click()
    page.wait_for_load_state()
    return taken(page)


def laboratory(page: Page) -> str:
    """The laboratory on that plan."""
    page.goto("/fr/reforms/")
    page.locator("main a[href*='/reforms/']").first.click()
    page.wait_for_selector("input[type=range]", timeout=120_000)
    return taken(page)


def taken(page: Page) -> str:
    """What stands on the screen, in base64."""
    import base64

    return base64.b64encode(page.screenshot()).decode()


def sheet(page: Page, pictures: list[str]) -> None:
    """The pictures side by side."""
    page = page.context.new_page()
    page.set_viewport_size({"width": 3 * 560 + 4 * 24 + 6, "height": 720 + 48})
    page.set_content(SHEET.format("".join(PICTURE.format(each) for each in pictures)))
    TARGET.parent.mkdir(exist_ok=True)
    page.screenshot(path=TARGET)


if __name__ == "__main__":
    main()
