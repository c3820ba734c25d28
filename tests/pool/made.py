"""Files and rows made up for the tests of the pool."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corridor.pool.border import Imported, read_talents, read_vacancies

TALENT = {"id": "T1", "title": "Elektricien", "isco08": "7411"}
VACANCY = {"id": "V1", "title": "Elektricien", "region": "flanders", "posts": "2"}


def csv_file(
    folder: Path,
    rows: Sequence[Mapping[str, Any]],
    *,
    name: str = "made.csv",
    separator: str = ";",
    encoding: str = "utf-8",
) -> Path:
    """Rows as CSV; the header is that of all rows."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, delimiter=separator, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def json_file(folder: Path, document: Any, name: str = "made.json") -> Path:
    """A JSON document."""
    path = folder / name
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def talents(folder: Path, *rows: Mapping[str, Any], lang: str = "en") -> Imported:
    """Talents from a CSV file of these rows, each completed with what every row needs."""
    full = [{**TALENT, "id": f"T{n}", **row} for n, row in enumerate(rows, 1)]
    return read_talents(csv_file(folder, full), lang=lang)


def vacancies(folder: Path, *rows: Mapping[str, Any], lang: str = "en") -> Imported:
    """Vacancies from a CSV file of these rows, each completed with what every row needs."""
    full = [{**VACANCY, "id": f"V{n}", **row} for n, row in enumerate(rows, 1)]
    return read_vacancies(csv_file(folder, full), lang=lang)


def adds_up(found: Imported) -> bool:
    """Whether every row of the source is counted once, and the tables hold as many rows as the counts say."""
    counts = found.counts
    parts = counts["valid"] + counts["repaired"] + counts["quarantined"] + counts["empty"]
    good = counts["valid"] + counts["repaired"]
    distinct = found.quarantine["row"].n_unique() if found.quarantine.height else 0
    bad = {found.rejected.height, counts["quarantined"], distinct}
    return parts == counts["rows"] and found.frame.height == good and len(bad) == 1
