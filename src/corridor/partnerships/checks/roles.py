"""Who carries a stage: accountable actors, the sides that take part, and the anchor in public institutions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corridor.partnerships.design import Design, Partner, Stage
from corridor.partnerships.phases import phases
from corridor.rules.kleene import Truth, any_of

SIDES = ("origin", "destination")


def stage_facts(design: Design, stage: Stage) -> Mapping[str, Any]:
    """The facts of one stage: its name, accountable actors, and whether each side takes part.

    Who is responsible, accountable or consulted takes part; who is only informed does not. An international
    organisation stands for neither side.
    """
    partners = {partner.id: partner for partner in design.partners}
    roles = (stage.roles.responsible, stage.roles.accountable, stage.roles.consulted)
    acts = {
        f"{side}_acts": any_of(
            truth
            for ids in roles
            for truth in ([None] if ids is None else [partners[name].side == side for name in ids])
        )
        for side in SIDES
    }
    accountable = stage.roles.accountable
    label = phases()[stage.phase].label
    return {
        "stage_name": {lang: f"{label.told(lang)} ({stage.id})" for lang in ("en", "fr", "nl")},
        "accountable_actors": None if accountable is None else len(set(accountable)),
        **acts,
    }


def anchor(design: Design) -> Mapping[str, Any]:
    """Whether a public institution of each side is responsible or accountable for a stage, and their share of all.

    The share counts each partner once for each of the two roles in each stage; None while a role or an institution is
    not known.
    """
    partners = {partner.id: partner for partner in design.partners}
    slots: list[Partner | None] = []
    for stage in design.stages:
        for ids in (stage.roles.responsible, stage.roles.accountable):
            slots += [None] if ids is None else [partners[name] for name in ids]
    found: dict[str, Any] = {f"public_anchor_{side}": any_of(_public(p, side) for p in slots) for side in SIDES}
    public = [None if p is None or p.institution is None else p.institution == "public" for p in slots]
    whole = bool(public) and None not in public
    found["public_percent"] = 100 * sum(map(bool, public)) / len(public) if whole else None
    return found


def _public(partner: Partner | None, side: str) -> Truth:
    if partner is None:
        return None
    if partner.side != side:
        return False
    return None if partner.institution is None else partner.institution == "public"
