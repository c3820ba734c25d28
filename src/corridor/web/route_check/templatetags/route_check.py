"""Filters of the route check: facts and amounts in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from corridor.web.route_check import questions, units

register = template.Library()


@register.filter
def amount(parameter: Mapping[str, Any]) -> str:
    """The amount of a parameter of the law, with its unit."""
    return units.amount(parameter["value"], parameter["unit"])


@register.filter
def fact_label(name: str) -> str:
    """What a fact is called."""
    return questions.label(name)


@register.filter
def fact_value(value: Any, name: str) -> str:
    """A fact's value for a reader."""
    return units.fact_shown(name, value)
