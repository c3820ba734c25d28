"""Every place of a report that can be linked to has an id of its own, whatever the keys of a dossier are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from corridor.consultation.dossier import Dossier, shipped
from corridor.reports.document import anchor
from corridor.reports.forms.docx_xml import mark
from corridor.reports.forms.targets import targets
from corridor.reports.kinds import OF_DOSSIER, render, written
from tests.reports.made_dossier import made_dossier
from tests.reports.opened import pdf
from tests.reports.page_reader import read

NASTY = (
    "a",
    "a-evidence",
    "a-comments",
    "a-table",
    "a-title",
    "a.evidence",
    "a_evidence",
    "title",
    "caption",
    "1",
    "a-1",
)
"""Keys that look like a part of another one's id."""


@cache
def nasty() -> Dossier:
    """A dossier in which everything has one of these keys."""
    made = made_dossier()
    draft, event, rec = made.drafts[0], made.events[0], made.recommendations
    keyed = list(enumerate(NASTY))
    return replace(
        made,
        findings=tuple(replace(made.findings[1], key=key) for key in NASTY),
        practices=tuple(replace(made.practices[0], key=key) for key in NASTY),
        initiatives=tuple(replace(made.initiatives[0], key=key, findings=NASTY) for key in NASTY),
        recommendations=tuple(replace(rec[0 if n % 2 else 2], key=key, findings=("a",)) for n, key in keyed),
        drafts=tuple(replace(draft, key=key) for key in NASTY),
        events=tuple(replace(event, key=key) for key in NASTY),
        decisions=(),
    )


def ids(kind: str, subject: object, region: str | None) -> list[str]:
    page = read(render(kind, subject, "nl", "html", region=region).decode())
    found = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    wanted = [e.attributes["href"][1:] for e in page.all("a") if e.attributes["href"].startswith("#")]
    assert set(wanted) <= set(found)
    return found


@pytest.mark.parametrize("kind", OF_DOSSIER)
@pytest.mark.parametrize("dossier", [nasty, shipped])
def test_no_id_stands_twice_on_a_page(kind: str, dossier: object) -> None:
    region = "flanders" if kind == "region" else None
    found = ids(kind, dossier(), region)  # type: ignore[operator]
    assert [name for name, n in Counter(found).items() if n > 1] == []
    marks = [mark(name) for name in targets(written(kind, dossier(), "nl", region=region).sections)]  # type: ignore[operator]
    assert len(marks) == len(set(marks))


def test_no_id_stands_twice_among_differences() -> None:
    changed = replace(
        nasty(),
        findings=tuple(replace(one, kind="threat") for one in nasty().findings),
        drafts=tuple(replace(one, title={"en": "Other"}) for one in nasty().drafts),
        events=tuple(replace(one, place="Namur") for one in nasty().events),
    )
    found = ids("differences", (nasty(), changed), None)
    assert [name for name, n in Counter(found).items() if n > 1] == []
    assert {anchor("changed-draft", key, "table") for key in NASTY} <= set(found)


def test_a_pdf_takes_every_key() -> None:
    """Two labels of one name stop it."""
    assert pdf(render("recommendations", nasty(), "fr", "pdf")).pages
