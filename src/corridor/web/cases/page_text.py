"""The text of a local page: a few marks for headings, lists, links and bold; everything else is shown as typed.

    ## Heading          - item of a list          1. numbered item
    **bold**            [text of a link](https://example.org)

HTML is not read but shown. What comes out is cleaned once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString

TAGS = {"p", "h2", "h3", "ul", "ol", "li", "a", "strong", "br"}
ATTRIBUTES = {
    "a": {"href", "class"},
    "p": {"class"},
    "h2": {"class"},
    "h3": {"class"},
    "ul": {"class"},
    "ol": {"class"},
}
SCHEMES = {"https", "http", "mailto", "tel"}
LINK = re.compile(r"\[([^\]\n]{1,300})\]\(([^()\s]{1,2000})\)")
BOLD = re.compile(r"\*\*([^*\n]{1,500})\*\*")
CLASSES = {
    "p": "govuk-body",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
}


def html(text: str) -> SafeString:
    """A page's text as HTML."""
    blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()]
    made = "\n".join(part for block in blocks for part in _block(block))
    cleaned = nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noreferrer noopener")
    return SafeString(cleaned)


def _block(block: str) -> Iterator[str]:
    """A block's lines: runs of the same kind belong together."""
    run: list[str] = []
    kind = ""
    for line in block.split("\n"):
        found, text = _line(line.strip())
        if run and found != kind:
            yield _made(kind, run)
            run = []
        kind = found
        run.append(text)
        if kind in ("h2", "h3"):
            yield _made(kind, run)
            run = []
    if run:
        yield _made(kind, run)


def _line(line: str) -> tuple[str, str]:
    for mark, kind in (("### ", "h3"), ("## ", "h2"), ("# ", "h2"), ("- ", "ul"), ("* ", "ul")):
        if line.startswith(mark):
            return kind, line[len(mark) :]
    numbered = re.match(r"\d{1,3}[.)] ", line)
    return ("ol", line[numbered.end() :]) if numbered else ("p", line)


def _made(kind: str, lines: list[str]) -> str:
    inner = [_inline(line) for line in lines]
    listed = kind in ("ul", "ol")
    content = "".join(f"<li>{line}</li>" for line in inner) if listed else "<br>".join(inner)
    return f'<{kind} class="{CLASSES[kind]}">{content}</{kind}>'


def _inline(text: str) -> str:
    """Links and bold; an address of another kind than web, mail or telephone stays text."""
    safe = str(escape(text))
    safe = LINK.sub(lambda m: f'<a class="govuk-link" href="{m[2]}">{m[1]}</a>' if _may_lead(m[2]) else m[0], safe)
    return BOLD.sub(r"<strong>\1</strong>", safe)


def _may_lead(address: str) -> bool:
    return address.split(":", 1)[0].lower() in SCHEMES if ":" in address else False
