"""The page in a real browser: it fits from 320 px on, and the first screen holds what it must."""

from __future__ import annotations

import base64
import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from corridor.consultation.dossier import shipped
from corridor.plan.result import Plan
from corridor.reports import kinds
from corridor.reports.plan_page import render
from corridor.reports.speech import LANGUAGES
from tests.reports.made_plan import made_plan
from tests.reports.plans import EDGES

BROWSER = next((b for b in ("chromium", "chromium-browser", "google-chrome") if shutil.which(b)), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="needs Chromium: apt-get install chromium"),
]
SIZES = {320: 640, 360: 800, 768: 1024, 1280: 800}
MEASURE = """
const measured = {};
for (const frame of document.querySelectorAll('iframe')) {
  const page = frame.contentDocument, width = page.documentElement.clientWidth;
  const inside = e => e.closest('.scroll, .skip');
  const seen = e => frame.contentWindow.getComputedStyle(e).display !== 'none';
  const all = [...page.querySelectorAll('body *')];
  const sticking = all.filter(e => !inside(e) && e.getBoundingClientRect().right > width + 1);
  const outside = (box, svg) => box.x < -2 || box.x + box.width > svg.viewBox.baseVal.width + 2;
  const clipped = [...page.querySelectorAll('svg.chart')].filter(seen)
    .flatMap(svg => [...svg.querySelectorAll('text')].filter(t => outside(t.getBBox(), svg)));
  const scrolling = [...page.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1);
  measured[frame.width] = {
    width, scrolls: page.documentElement.scrollWidth,
    sticking: sticking.map(e => e.outerHTML.slice(0, 80)), clipped: clipped.map(t => t.textContent),
    scrolling: scrolling.map(e => e.getAttribute('aria-labelledby')),
    matters: page.querySelector('.matters') ? page.querySelector('.matters').getBoundingClientRect().bottom : 0,
    label: page.querySelector('.label') ? page.querySelector('.label').getBoundingClientRect().bottom : 0,
    low: [...page.querySelectorAll('nav a')].filter(a => a.getBoundingClientRect().height < 24).map(a => a.textContent),
    charts: [...page.querySelectorAll('figure')].map(f => [...f.querySelectorAll('svg.chart')].filter(seen).length),
  };
}
document.body.textContent = '';
const said = document.createElement('pre');
said.textContent = 'MEASURED' + btoa(unescape(encodeURIComponent(JSON.stringify(measured)))) + 'END';
document.body.append(said);
"""


def measured(plan: Plan, lang: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Sizes of the page of a plan by the width of a frame."""
    return measured_page(render(plan, lang), folder)


def measured_page(said: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Sizes of a page by the width of a frame: a browser's own window is never as narrow as a phone."""
    page = html.escape(said)
    frames = "".join(f'<iframe width="{w}" height="{h}" srcdoc="{page}"></iframe>' for w, h in SIZES.items())
    wrapper = folder / "frames.html"
    wrapper.write_text(
        f"<!doctype html><meta charset=utf-8><body>{frames}<script>onload = () => {{{MEASURE}}}</script>", "utf-8"
    )
    assert BROWSER
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={folder / 'browser'}",
    ]
    ran = subprocess.run(
        [BROWSER, *options, "--dump-dom", wrapper.as_uri()], capture_output=True, text=True, timeout=60
    )
    found = re.search("MEASURED(.+)END</pre>", ran.stdout)
    assert found, ran.stderr[-500:]
    result: dict[str, dict[str, Any]] = json.loads(base64.b64decode(found[1]))
    return result


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_fits_every_screen(lang: str, tmp_path: Path) -> None:
    for width, found in measured(made_plan(), lang, tmp_path).items():
        assert found["width"] == int(width)
        assert found["scrolls"] <= int(width), width
        assert found["sticking"] == [], width
        assert found["clipped"] == [], width
        assert found["low"] == [], width
        assert found["charts"] == [1, 1], width
        assert int(width) < 768 or found["scrolling"] == [], width


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_screen_says_it_all(lang: str, tmp_path: Path) -> None:
    """Five occupations, why and what to do: on one screen of a desk, on the first two of a phone."""
    found = measured(made_plan(), lang, tmp_path)
    assert found["1280"]["matters"] <= SIZES[1280]
    assert found["360"]["matters"] <= 2 * SIZES[360] + 80
    assert all(0 < size["label"] < 200 for size in found.values())


@pytest.mark.parametrize("name", ["odd", "nothing", "one open"])
def test_pages_at_the_edges_fit_a_phone(name: str, tmp_path: Path) -> None:
    found = measured(EDGES[name](), "nl", tmp_path)["320"]
    assert found["scrolls"] <= 320
    assert found["sticking"] == []


@pytest.mark.parametrize(("kind", "lang"), [("region", "nl"), ("recommendations", "fr"), ("practices", "en")])
def test_reports_on_the_dossier_that_ships_fit_every_screen(kind: str, lang: str, tmp_path: Path) -> None:
    region = "wallonia" if kind == "region" else None
    page = kinds.render(kind, shipped(), lang, "html", region=region).decode()
    for width, found in measured_page(page, tmp_path).items():
        assert found["scrolls"] <= int(width), width
        assert found["sticking"] == [], width
        assert found["clipped"] == [], width
        assert int(width) in (320, 768) or found["scrolling"] == [], width
