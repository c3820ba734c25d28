"""The law as tables to take along: CSV that a spreadsheet opens and that it does not run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from corridor.permits.law_history import Edition, Period
from corridor.rules.model import CodeList, Parameter
from corridor.web.design.csv_files import csv_file
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import country, in_language
from corridor.web.law import queries
from corridor.web.law.templatetags.law import layer, mark_text


def parameter(found: Parameter, periods: Sequence[Period]) -> HttpResponse:
    """All values of a parameter."""
    head = [
        _("layer"), _("name"), _("label"), _("from"), _("until"), _("value"), _("unit"), _("status"),
        _("confidence"), _("source"), _("address"), _("last checked"), _("note"),
    ]  # fmt: skip
    return csv_file(f"{found.name}-{found.region}", head, (_period(found, p) for p in periods))


def _period(found: Parameter, p: Period) -> list[Any]:
    source = queries.source(p.source)
    value = ("1" if p.value else "0") if isinstance(p.value, bool) else p.value
    return [
        layer(found.region),
        found.name,
        in_language(found.label),
        p.start,
        p.until,
        value,
        found.unit,
        mark_text(p.status),
        p.confidence,
        in_language(source.title) if source else p.source,
        source.url if source else None,
        p.last_checked,
        in_language(p.note),
    ]


def code_list(codes: CodeList, editions: Iterable[Edition]) -> HttpResponse:
    """All titles or countries of all versions of a list, and those that a source names as not on a version."""
    head = [
        _("layer"), _("list"), _("from"), _("until"), _("how complete"), _("marks"), _("on the version"),
        _("title"), _("title in Dutch"), _("title in French"), _("ISCO-08 (our mapping)"), _("source"),
    ]  # fmt: skip
    return csv_file(f"{codes.name}-{codes.region}", head, _entries(codes, editions))


def _entries(codes: CodeList, editions: Iterable[Edition]) -> Iterable[list[Any]]:
    for edition in editions:
        version = edition.version
        marks = ", ".join(mark_text(m) for m in edition.marks)
        start = [layer(codes.region), codes.name, edition.start, edition.until, mark_text(edition.holding), marks]
        if version is None:
            yield [*start, _("not known"), None, None, None, None, None]
            continue
        source = version.ref.source if version.ref else None
        for code in version.countries:
            yield [*start, _("yes"), country(code), None, None, code, source]
        for said, entries in ((_("yes"), version.entries), (_("no"), version.removed)):
            for entry in entries:
                title = entry.title.get(language()) or next(iter(entry.title.values()), "")
                written = " ".join(f"{c:04d}" for c in entry.codes)
                yield [*start, said, title, entry.title.get("nl"), entry.title.get("fr"), written, source]
        if edition.size == 0:
            yield [*start, _("not known"), None, None, None, None, source]
