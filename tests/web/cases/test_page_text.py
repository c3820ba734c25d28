"""The text of pages for newcomers."""

from __future__ import annotations

import re

import pytest

from corridor.web.cases.page_text import html


def test_headings_lists_links_and_bold() -> None:
    shown = html("## Rent\n\nPay **first**.\nThen [see](https://example.org/a?b=1&c=2).\n\n- one\n- two\n\n1. a\n2. b")
    assert '<h2 class="govuk-heading-m">Rent</h2>' in shown
    assert "<strong>first</strong>.<br>Then" in shown
    assert 'href="https://example.org/a?b=1&amp;c=2"' in shown
    assert 'rel="noreferrer noopener"' in shown
    assert shown.count("<li>") == 4
    assert "<ol" in shown
    assert "<ul" in shown


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html;base64,x)",
        '[a](https://x"onmouseover="alert(1))',
        "[<b>](https://example.org)",
        "**<svg onload=alert(1)>**",
        "## <iframe src=x>",
    ],
)
def test_nothing_that_runs_comes_through(text: str) -> None:
    shown = html(text).lower()
    for active in ("<script", "<img", "<svg", "<iframe", 'href="javascript', 'href="data', "<b>"):
        assert active not in shown
    assert not re.search(r"<[^>]*\bon\w+\s*=", shown)


def test_an_empty_text_is_empty() -> None:
    assert html("") == ""
    assert html("\n\n \n") == ""
