"""The addresses of the app `chain`, for the tests that visit every page."""

from __future__ import annotations

from typing import Any

from corridor.consultation.practices import library
from corridor.web.chain.domain import note_reading, save_version
from corridor.web.chain.models import EvidenceItem, ReportTemplate
from corridor.web.chain.readings import read_now
from tests.web.chain.chains_made import LAW, made_chain


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """Name of an address -> its arguments."""
    actor = world.people["convener"]
    programme = made_chain(world.organisation, actor, "chain-of-the-world")
    changed = EvidenceItem.objects.get(programme=programme, key="threshold")
    note_reading(item=changed, seen=read_now(LAW, world.organisation).seen)
    save_version(actor=actor, programme=programme, name="first")
    template = ReportTemplate.objects.create(organisation=world.organisation, name="Ours", file="none", sha256="0" * 64)
    of = {"programme": programme.pk}
    item = {**of, "kind": "findings", "key": "high-threshold"}
    return {
        "chain:index": {},
        "chain:practices": {},
        "chain:practice": {"key": next(iter(library()), "none")},
        "chain:overview": of,
        "chain:publish": of,
        "chain:checks": of,
        "chain:reread": of,
        "chain:import": of,
        "chain:export": {**of, "form": "yaml"},
        "chain:versions": of,
        "chain:compare": of,
        "chain:version": {**of, "number": 1},
        "chain:reports": of,
        "chain:report": of,
        "chain:report_on": of,
        "chain:shipped_template": of,
        "chain:template_add": of,
        "chain:template_delete": {**of, "template": template.pk},
        "chain:create": {**of, "kind": "recommendations"},
        "chain:accept": {**of, "key": "threshold"},
        "chain:read": {**of, "key": "threshold"},
        "chain:effect": {**of, "key": "lower"},
        "chain:sections": {**of, "key": "lower"},
        "chain:item": {**of, "kind": "evidence", "key": "threshold"},
        "chain:edit": item,
        "chain:delete": item,
        "chain:trace": {**of, "kind": "initiatives", "key": "two-steps"},
    }
