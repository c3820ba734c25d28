"""A plan from the folder that `corridor plan --out` wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_type_hints

from corridor.plan.result import Plan
from corridor.plan.writing import DOCUMENT
from corridor.reports.errors import ReportError


def read_plan(folder: Path) -> Plan:
    """The plan with the tables that lie beside it.

    Raises:
        ReportError: there is none, or it is of a version that this one cannot read.
    """
    import polars as pl
    from pydantic import TypeAdapter, ValidationError

    file = folder / DOCUMENT if folder.is_dir() else folder
    try:
        document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        tables = {path.stem: pl.read_parquet(path) for path in sorted(file.parent.glob("*.parquet"))}
        hints = {name: hint for name, hint in get_type_hints(Plan).items() if name != "tables"}
        fields = {
            name: TypeAdapter(hint).validate_python(document[name]) for name, hint in hints.items() if name in document
        }
        return Plan(tables=tables, **fields)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise ReportError(str(file), "plan_unreadable", why=f"{error.errors()[0]['msg']} ({where})") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, pl.exceptions.PolarsError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ReportError(str(file), "plan_unreadable", why=why) from error
