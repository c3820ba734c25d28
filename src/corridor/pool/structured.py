"""JSON documents: which kind of records they hold, and the records as rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from corridor.pool import europass, forem, job_posting
from corridor.pool.errors import Message, PoolError
from corridor.pool.remarks import Remarks
from corridor.pool.schema import Kind
from corridor.pool.source import Source, from_records

Records = list[dict[str, Any]]
SHAPES: tuple[tuple[str, Kind, Callable[[Any], bool], Callable[[Records, Remarks], Records], str | None], ...] = (
    ("schema.org JobPosting", "vacancies", job_posting.fits, job_posting.rows, None),
    ("Le Forem", "vacancies", forem.fits, forem.rows, forem.LICENCE),
    ("Europass", "talents", europass.fits, europass.rows, None),
)
"""Name, kind, test of a record, conversion, licence."""
FIRST = 50
"""A web page may describe other things before the posting."""


def convert(document: Any, kind: Kind, place: str, how: Mapping[str, str]) -> Source:
    """The table in a JSON document: plain records with our column names, or one of the known forms.

    Raises:
        PoolError: the document holds no records, or those of the other kind.
    """
    records = _records(document)
    if records is None:
        problem = f"{type(document).__name__}, no list of records"
        raise PoolError(place, "no_table", format="JSON", problem=problem)
    filled = [r for r in records if r]
    for name, of, fits, rows, licence in SHAPES:
        if not any(fits(r) for r in filled[:FIRST]):
            continue
        if of != kind:
            words = {
                w: {lang: Message(w).told(lang)[0] for lang in ("en", "fr", "nl")} for w in ("talents", "vacancies")
            }
            raise PoolError(place, "wrong_kind", found=words[of], wanted=words[kind], other=of)
        remarks = Remarks()
        frame = from_records(rows(records, remarks))
        return Source(frame, remarks=remarks.all(), how={**how, "form": name}, licence=licence)
    return Source(from_records(records), how=how)


def _records(document: Any) -> Records | None:
    """The records of a document: a list, one record, or a list inside `@graph`, `results` or `itemListElement`."""
    if isinstance(document, list):
        return document if all(isinstance(r, dict) for r in document) else None
    if not isinstance(document, dict):
        return None
    for key in ("@graph", "results", "itemListElement"):
        inner = document.get(key)
        if isinstance(inner, list) and all(isinstance(r, dict) for r in inner):
            return [r["item"] if isinstance(r.get("item"), dict) else r for r in inner]
    return [document]
