"""Small made downloads of ESCO in the layouts of several versions, for tests."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

OCCUPATIONS = {
    "http://example.org/occupation/1": (
        "7112",
        "bricklayer",
        ("mason", "brick mason", "blockwork layer", "stone wall builder"),
    ),
    "http://example.org/occupation/2": ("7121", "roofer", ("roof layer", "slater", "roofing contractor", "thatcher")),
    "http://example.org/occupation/3": ("5120", "cook", ("kitchen cook", "line cook", "grill cook", "canteen cook")),
    "http://example.org/occupation/4": (
        "2221",
        "nurse",
        ("staff nurse", "ward nurse", "hospital nurse", "registered nurse"),
    ),
    "http://example.org/occupation/5": (
        "8332",
        "lorry driver",
        ("truck driver", "haulage driver", "HGV driver", "tanker driver"),
    ),
    "http://example.org/occupation/6": ("0110", "army officer", ("captain", "lieutenant", "army major", "brigadier")),
}
NEW = [
    "conceptType",
    "conceptUri",
    "iscoGroup",
    "preferredLabel",
    "altLabels",
    "hiddenLabels",
    "status",
    "code",
    "naceCode",
]
OLD = ["conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels", "description"]


def as_csv(columns: list[str], rows: list[dict[str, str]], separator: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def occupation_rows(*, alternatives: bool = True, zeros: bool = True) -> list[dict[str, str]]:
    return [
        {
            "conceptType": "Occupation",
            "conceptUri": uri,
            "iscoGroup": isco if zeros else str(int(isco)),
            "preferredLabel": label,
            "altLabels": "\n".join(more) if alternatives else "",
            "code": f"{isco}.1",
        }
        for uri, (isco, label, more) in OCCUPATIONS.items()
    ]


def write_zip(path: Path, tables: dict[str, str], folder: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(folder + name, text)
    return path


def download_of(folder: Path, version: str = "1.2.1", lang: str = "en", **changes: object) -> Path:
    """A whole small download."""
    name = f"ESCO dataset - v{version} - classification - {lang} - csv.zip"
    rows = occupation_rows()
    rows.append(dict(rows[0]))  # the official files repeat some rows
    tables = {
        f"occupations_{lang}.csv": as_csv(NEW, rows),
        f"skills_{lang}.csv": as_csv(
            ["conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels"],
            [
                {
                    "conceptUri": "s1",
                    "skillType": "skill/competence",
                    "preferredLabel": "lay bricks",
                    "altLabels": "bricklaying",
                },
                {"conceptUri": "s2", "skillType": "knowledge", "preferredLabel": "mortar"},
            ],
        ),
        f"occupationSkillRelations_{lang}.csv": as_csv(
            ["occupationUri", "relationType", "skillType", "skillUri"],
            [
                {"occupationUri": "http://example.org/occupation/1", "relationType": "essential", "skillUri": "s1"},
                {"occupationUri": "http://example.org/occupation/1", "relationType": "essential", "skillUri": "s1"},
                {
                    "occupationUri": "http://example.org/occupation/unknown",
                    "relationType": "optional",
                    "skillUri": "s2",
                },
            ],
        ),
    }
    tables |= {k: str(v) for k, v in changes.items()}
    return write_zip(folder / name, tables)
