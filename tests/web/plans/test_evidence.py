"""The evidence on an occupation's page: two clicks from any figure to where it stands, in a guarded plan too."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from corridor.plan.evidence_result import OccupationEvidence
from corridor.plan.result import OccupationResult
from corridor.plan.writing import DOCUMENT
from corridor.web.plans.models import Plan
from tests.reports.made_evidence import KINDS, REGION, SOURCES
from tests.web.plans.made import made_plan, result
from tests.web.plans.test_reading import address

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="([^"#]*#source-\d+)"')
ENTRY = re.compile(r'<li id="(source-\d+)">(.*?)</li>', re.DOTALL)
NONE = {"en": "No address is known.", "fr": "Aucune adresse n&#x27;est connue.", "nl": "Er is geen adres bekend."}


def busiest() -> OccupationResult:
    """The occupation with most posts: public in a guarded plan too."""
    return max((o for o in result()[0].occupations if o.isco08), key=lambda o: o.posts)


def with_evidence(plan: Plan, found: OccupationEvidence) -> Plan:
    """A plan whose busiest occupation has this evidence, as if tables of indicators and gaps had been given."""
    document = json.loads((plan.path / DOCUMENT).read_text("utf-8"))
    entry = next(o for o in document["occupations"] if o["isco08"] == busiest().isco08)
    entry["evidence"], document["evidence"] = asdict(found), asdict(REGION)
    plain = {"publisher": None, "read": None, "published": None}
    document["provenance"]["sources"] |= {name: {**plain, **source} for name, source in SOURCES.items()}
    written = json.dumps(document, default=str).encode()
    (plan.path / DOCUMENT).write_bytes(written)
    plan.digest = hashlib.sha256(written).hexdigest()
    plan.save()
    return plan


def page_of(client: Client, where: str) -> str:
    response = client.get(where)
    assert response.status_code == 200, where
    return response.content.decode()


def part_of(page: str) -> str:
    """The evidence, up to the next chapter of the page."""
    return page.split('id="evidence"', 1)[1].split('<h2 class="govuk-heading-l"', 1)[0]


def tables_of(part: str) -> dict[str, str]:
    found = re.findall(r'<table class="govuk-table" id="([^"]+)">(.*?)</table>', part, re.DOTALL)
    return {str(name): str(body) for name, body in found}


def two_clicks(client: Client, part: str, lang: str) -> int:
    """Follow every link of a figure to the entry of its source: it has an address, or says that it has none."""
    entries: dict[str, dict[str, str]] = {}
    for link in set(LINK.findall(part)):
        where, _, anchor = link.partition("#")
        if where not in entries:
            entries[where] = dict(ENTRY.findall(page_of(client, where)))
        entry = entries[where][anchor]
        outward = re.findall(r'href="(https?://[^"]+)"', entry)
        assert (len(outward) == 1) != (NONE[lang] in entry), (link, entry)
    return len(set(LINK.findall(part)))


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_lists_verdict_and_gap_of_a_plan_without_tables(client: Client, lang: str) -> None:
    plan, occupation = made_plan(), busiest()
    with translation.override(lang):
        part = part_of(page_of(client, address("occupation", plan, code=occupation.isco08)))
        found = tables_of(part)
        assert {"evidence-measured", "evidence-gap", "evidence-totals"} <= found.keys()
        assert found["evidence-gap"].count("<tr") == 1 + 2
        assert two_clicks(client, part, lang) >= 3
    unknown = {"en": "not known", "fr": "inconnu", "nl": "niet bekend"}[lang]
    why = {"en": "no indicator table was given", "fr": "aucune table d&#x27;indicateurs n&#x27;a été fournie", "nl": "er werd geen indicatorentabel gegeven"}[lang]  # fmt: skip  # noqa: E501
    assert unknown in found["evidence-measured"]
    assert why in found["evidence-measured"]


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_every_figure_is_two_clicks_from_its_source(client: Client, kind: int, lang: str) -> None:
    plan = with_evidence(made_plan(), KINDS[kind])
    with translation.override(lang):
        part = part_of(page_of(client, address("occupation", plan, code=busiest().isco08)))
        two_clicks(client, part, lang)
    found = tables_of(part)
    rows = re.findall(r"<tr.*?</tr>", found["evidence-gap"], re.DOTALL)[1:]
    for row, gap in zip(rows, KINDS[kind].gap, strict=True):
        assert len(LINK.findall(row)) == len(gap.sources)
    rows = re.findall(r"<tr.*?</tr>", found["evidence-measured"], re.DOTALL)[1:]
    for row, verdict in zip(rows, KINDS[kind].measured, strict=True):
        assert len(LINK.findall(row)) == len(verdict.sources)
    rows = re.findall(r"<tr.*?</tr>", found.get("evidence-conditions", ""), re.DOTALL)[1:]
    told = [c for v in KINDS[kind].measured for c in v.conditions if c.value is not None or c.threshold is not None]
    for row, c in zip(rows, told, strict=True):
        assert len(LINK.findall(row)) == (c.value is not None) + (c.threshold_source is not None)


def test_a_plan_of_before_has_no_evidence_and_still_reads(client: Client) -> None:
    plan = made_plan()
    document = json.loads((plan.path / DOCUMENT).read_text("utf-8"))
    del document["evidence"]
    for entry in document["occupations"]:
        del entry["evidence"]
    written = json.dumps(document).encode()
    (plan.path / DOCUMENT).write_bytes(written)
    plan.digest = hashlib.sha256(written).hexdigest()
    plan.save()
    assert 'id="evidence"' not in page_of(client, address("occupation", plan, code=busiest().isco08))


def test_posts_without_a_code_have_none(client: Client) -> None:
    plan = made_plan()
    where = client.get(address("occupations", plan), {"sort": "name"})
    uncoded = [row for row in where.context["rows"] if not row.occupation.isco08]
    for row in uncoded:
        assert 'id="evidence"' not in page_of(client, address("occupation", plan, code=row.code))


def test_a_guarded_plan_says_public_figures_exactly_and_hides_few_observations(
    client: Client, organisation: Any
) -> None:
    """Gaps and totals are no counts of the pool. A table that a user gave may hold few observations: not told."""
    plan = with_evidence(made_plan(organisation(), synthetic=False, public=True), KINDS[0])
    part = part_of(page_of(client, address("occupation", plan, code=busiest().isco08)))
    assert "1,520" in part
    assert "541 thousand" in part
    rows = re.findall(r"<tr.*?</tr>", tables_of(part)["evidence-conditions"], re.DOTALL)[1:]
    observed = [re.sub(r"<[^>]+>|\s", "", re.findall(r"<td.*?</td>", row, re.DOTALL)[5]) for row in rows]
    assert observed[:2] == ["135", "notknown(toofew)"]
    assert two_clicks(client, part, "en") > 3
