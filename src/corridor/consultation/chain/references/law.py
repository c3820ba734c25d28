"""A value of the law on a day, from the law data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from corridor.consultation.chain.reference import LawParameter
from corridor.consultation.chain.references.found import Found, NotRead, source_note, told, words


def read_law(reference: LawParameter) -> Found:
    """The value; None where the law gives none on that day.

    Raises:
        NotRead: the law of the region has no such parameter.
    """
    from corridor.permits.book import book

    rules = book(reference.region).rules
    parameter = rules.parameters.get(reference.name)
    if parameter is None:
        from corridor.rules.errors import nearest

        near = nearest(reference.name, list(rules.parameters))
        raise NotRead(f"{reference.region}.{reference.name}", "reference_no_parameter", near=near)
    dated = parameter.at(reference.day)
    value = plain_number(dated.value) if dated else None
    source = rules.sources.get(dated.source) if dated and dated.source else None
    note = source_note(source.title, source.url, dated.last_checked or source.read) if source and dated else None
    return Found(value, words()["none_in_law"] if value is None else told(value, parameter.unit), note)


def plain_number(value: Any) -> Any:
    """A decimal as JSON has numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
