"""Le Forem's open data: vacancies of the Walloon public employment service, as the portal exports them in JSON.

Dataset `offres-d-emploi-forem`, field names as published in 2026. The licence asks that data derived from it be shared
alike: keep them apart from other vacancies. Pay is not published; it stays unknown.
"""

from __future__ import annotations

from typing import Any

from corridor.pool import asked
from corridor.pool.remarks import Remarks
from corridor.pool.words import plain, words

LICENCE = "CC BY-SA 4.0, Le Forem, offres-d-emploi-forem"
TAKEN = (
    "numerooffreforem",
    "titreoffre",
    "metier",
    "nomemployeur",
    "nombrepostes",
    "lieuxtravailregionnuts",
    "lieuxtravailregion",
    "langues",
    "niveauxetudes",
    "experiencerequise",
    "permisdeconduire",
    "typecontrat",
    "regimetravail",
    "datedebutdiffusion",
)


def fits(record: dict[str, Any]) -> bool:
    """Whether a record is one of Le Forem's."""
    return "numerooffreforem" in record


def rows(records: list[dict[str, Any]], remarks: Remarks) -> list[dict[str, Any]]:
    """The records as rows of vacancies."""
    return [_row(at, record, remarks) if record else {} for at, record in enumerate(records)]


def _row(at: int, record: dict[str, Any], remarks: Remarks) -> dict[str, Any]:
    for field, value in record.items():
        if field not in TAKEN and value not in (None, "", []):
            remarks.not_used(field)
    title, job = asked.text_of(record.get("titreoffre")), asked.text_of(record.get("metier"))
    if title is None and job is not None:
        remarks.note(at, "title", None, job, "from_title")
    return {
        "id": record.get("numerooffreforem"),
        "title": title or job,
        "posts": record.get("nombrepostes"),
        "region": asked.region(asked.several(record.get("lieuxtravailregion"))) if not _nuts(record) else None,
        "nuts": _nuts(record),
        "employer": record.get("nomemployeur"),
        "education_level_min": asked.level(at, asked.several(record.get("niveauxetudes")), remarks),
        "experience_years_min": asked.years(at, asked.several(record.get("experiencerequise")), remarks),
        "languages_min": _listed(record, "langues", lambda items: asked.languages(at, items, remarks)),
        "licences": _listed(record, "permisdeconduire", asked.licences),
        "posted_on": record.get("datedebutdiffusion"),
        **_contract(record, remarks),
    }


def _listed(record: dict[str, Any], field: str, read: Any) -> list[str] | None:
    return None if record.get(field) is None else read(asked.several(record[field]))


def _nuts(record: dict[str, Any]) -> str | None:
    """The NUTS codes of the place of work: the longest where the others lead to it, else all that are longest."""
    codes = [str(c) for c in asked.several(record.get("lieuxtravailregionnuts"))]
    last = [c for c in codes if not any(o != c and o.startswith(c) for o in codes)]
    return "; ".join(dict.fromkeys(last)) or None


def _contract(record: dict[str, Any], remarks: Remarks) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in ("typecontrat", "regimetravail"):
        for value in asked.several(record.get(field)):
            facts = words().document.forem_contracts.get(plain(str(value)))
            if facts is None:
                remarks.not_used(f"{field}: {value}")
            else:
                found |= facts
    return found
