"""Tags of the workbench: what a pool says of a person, and the parts of a score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import template

from corridor.matching.search import PARTS
from corridor.pool.schema import table
from corridor.web.design import names
from corridor.web.plans.templatetags.plans import part_label
from corridor.web.pool.facts import shown
from corridor.web.pool.meanings import kind_of, label
from corridor.web.pool.models import Kind

register = template.Library()
NOT_SHOWN = ("id", "sex", "synthetic")
"""The number is in the heading; sex is kept for the audit alone, and nobody should decide with it in view."""


@register.filter
def stated(facts: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, label and value of each thing that the pool says of a person."""
    kind, lang = kind_of(Kind.TALENTS), names.language()
    known = table(kind)
    for name, value in facts.items():
        if value is not None and name not in NOT_SHOWN:
            said = label(name, kind)
            column = known.columns.get(name) or known.facts.get(name)
            text = shown(column, value, lang) if column is not None else str(value)
            yield name, said.get(lang) or said["en"], text


@register.filter
def part_name(place: int) -> str:
    """The part of the score at a place."""
    return part_label(PARTS[place])
