"""The checks of a programme's dossier, with what the last reading of its sources found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from corridor.consultation.chain.checks import RULES, Checked, check, hanging_on, words
from corridor.consultation.chain.links import items
from corridor.consultation.dossier import Dossier
from corridor.web.chain.models import EvidenceItem
from corridor.web.chain.tracing import address, draft_pages, said_of


@dataclass(frozen=True)
class Line:
    """One thing found: the item, its address, what there is to say; `changed`: evidence with both values."""

    title: Any
    href: str
    key: str
    detail: Any = None
    changed: list[EvidenceItem] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """A check with all that it found."""

    rule: str
    label: Any
    fault: bool
    lines: list[Line] = field(default_factory=list)


def checks_of(dossier: Dossier, programme: Any) -> list[Group]:
    """All checks that found something, the gravest first.

    Sources are not read here: what is stale is what the last reading of the programme's evidence found.
    """
    rows = {one.key: one for one in EvidenceItem.objects.filter(programme=programme)}
    titles = said_of(dossier)
    found = [*check(dossier, sources=False), *_changed(dossier, rows)]
    groups = {rule: Group(rule, words()[rule], Checked(rule, "", "", "").fault) for rule in RULES}
    pages = draft_pages(programme)
    for one in found:
        because = (one.key,) if one.rule == "stale_evidence" else one.because
        changed = [rows[key] for key in because if key in rows and rows[key].stale]
        href = address(programme, one.kind, one.key, pages)
        groups[one.rule].lines.append(Line(titles.get(one.key, one.key), href, one.key, one.detail, changed))
    return [group for group in groups.values() if group.lines]


def _changed(dossier: Dossier, rows: dict[str, EvidenceItem]) -> list[Checked]:
    stale = {key for key, row in rows.items() if row.stale}
    unread = [key for key, row in rows.items() if row.readable is False]
    found = [Checked("stale_evidence", key, "evidence", "") for key in rows if key in stale]
    found += [Checked("evidence_not_known", key, "evidence", "") for key in unread]
    kinds = {one.key: one.kind for one in items(dossier)}
    for key, because in hanging_on(dossier, stale).items():
        if key in kinds:
            found.append(Checked("rests_on_stale", key, kinds[key], "", because=because))
    return found
