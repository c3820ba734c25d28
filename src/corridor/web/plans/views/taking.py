"""The report, plan.json and the tables, to take away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from corridor.plan.writing import DOCUMENT
from corridor.pool.writing import as_cells, write_csv
from corridor.web.design import names
from corridor.web.plans import domain, results
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import table
from corridor.web.plans.sight import Sight
from corridor.web.plans.views.common import may, seen

TYPES = {"json": "application/json", "parquet": "application/vnd.apache.parquet", "csv": "text/csv; charset=utf-8"}


@require_GET
@csp_replace({"style-src": [UNSAFE_INLINE], "script-src": [NONE], "connect-src": [NONE], "form-action": [NONE]})
def report(request: HttpRequest, key: UUID) -> HttpResponse:
    """The printable report in the page's language; `?save` hands it out as a file.

    It is one self-contained page with its style inside and no script, so that it may be kept and sent.
    """
    found = seen(request, key)
    if (refused := may(request, found.full)) is not None:
        return refused
    file = found.plan.path / f"plan.{names.language()}.html"
    if not file.is_file():
        raise Http404
    save = "save" in request.GET
    if save:
        domain.downloaded(plan=found.plan, actor=request.user, file=file.name)
    return _handed(file, f"{_stem(found.plan)}.{names.language()}.html", "text/html; charset=utf-8", save=save)


@require_GET
def download(request: HttpRequest, key: UUID, file: str) -> HttpResponse:
    """plan.json as the command writes it, or a table as Parquet or CSV; tables of people for those who see people."""
    found = seen(request, key)
    if (refused := may(request, found.full)) is not None:
        return refused
    name, _, kind = file.partition(".")
    if file != DOCUMENT and (name not in results.TABLES or kind not in ("parquet", "csv")):
        raise Http404
    if name in results.OF_PERSONS and (refused := may(request, found.people)) is not None:
        return refused
    handed = _file(found, file, name, kind)
    domain.downloaded(plan=found.plan, actor=request.user, file=file)
    return handed


def _file(found: Sight, file: str, name: str, kind: str) -> HttpResponse:
    stem = _stem(found.plan)
    if kind == "csv":
        return _csv(found.plan, name, f"{stem}-{file}")
    path = found.plan.path / file
    if not path.is_file():
        raise Http404
    return _handed(path, f"{stem}.json" if file == DOCUMENT else f"{stem}-{file}", TYPES[kind], save=True)


def _csv(plan: Plan, name: str, called: str) -> HttpResponse:
    """A table as CSV that a spreadsheet opens and runs nothing of."""
    with tempfile.TemporaryDirectory(prefix="corridor-csv-") as folder:
        path = Path(folder) / "table.csv"
        try:
            write_csv(as_cells(table(plan, name)), path)  # type: ignore[arg-type]
        except FileNotFoundError:
            raise Http404 from None
        response = HttpResponse(path.read_bytes(), content_type=TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="{called}"'
    return response


def _handed(path: Path, called: str, kind: str, *, save: bool) -> FileResponse:
    return FileResponse(path.open("rb"), as_attachment=save, filename=called, content_type=kind)


def _stem(plan: Plan) -> str:
    return slugify(f"{plan.name}-{plan.date}") or str(plan.pk)
