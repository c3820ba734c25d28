"""Plans in their folders, and documents."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from corridor.consultation.chain.reference import DocumentPlace, PlanFigure
from corridor.consultation.chain.references.found import Found, NotRead, placed, source_note, told
from corridor.consultation.chain.references.paths import at

DOCUMENT = "plan.json"


def read_plan_figure(reference: PlanFigure, folder: Path | None) -> Found:
    """What stands at a path of `plan.json`.

    Raises:
        NotRead: there is no such plan, it cannot be read, or nothing stands there.
    """
    path = placed(reference.folder, folder)
    path = path / DOCUMENT if path.is_dir() else path
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise NotRead(str(path), "reference_unreadable", why=why) from error
    value = at(document, reference.at, reference.folder)
    title = {"en": "Plan", "fr": "Plan", "nl": "Plan"}
    if isinstance(document, dict) and document.get("region"):
        title = {
            lang: f"{word} {document['region']} {document.get('date', '')}".strip() for lang, word in title.items()
        }
    return Found(value, told(value), source_note(title, None, None))


def read_document(reference: DocumentPlace, folder: Path | None) -> Found:
    """The hash of a file's bytes. A document at an address is not fetched: what it says now is not known.

    Raises:
        NotRead: there is no file.
    """
    if reference.file is None:
        raise NotRead(reference.address or "document", "reference_not_fetched")
    path = placed(reference.file, folder)
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise NotRead(reference.file, "reference_unreadable", why=error.strerror or str(error)) from error
    return Found(digest, None, source_note(path.name, reference.address, None))
