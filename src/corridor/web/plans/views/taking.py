"""The report, plan.json and the tables, to take away."""

from __future__ import annotations

import tempfile
from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
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
    handed = HttpResponse(file.read_bytes(), content_type="text/html; charset=utf-8")
    if save:
        handed["Content-Disposition"] = f'attachment; filename="{_stem(found.plan)}.{names.language()}.html"'
    policy = {"style-src": [_style(file, found.plan.digest)], "script-src": [NONE], "connect-src": [NONE]}
    with_policy: Callable[[], HttpResponse] = csp_replace(policy)(lambda: handed)
    return with_policy()


@lru_cache(maxsize=48)
def _style(file: Path, digest: str) -> str:
    """The hash of the one style sheet that a report holds: nothing else of it may be applied."""
    text = file.read_text(encoding="utf-8")
    sheet = text[text.index("<style>") + len("<style>") : text.index("</style>")]
    return f"'sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}'"


@require_GET
def download(request: HttpRequest, key: UUID, file: str) -> HttpResponseBase:
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


def _file(found: Sight, file: str, name: str, kind: str) -> HttpResponseBase:
    stem = _stem(found.plan)
    if kind == "csv":
        return _csv(found.plan, name, f"{stem}-{file}")
    path = found.plan.path / file
    if not path.is_file():
        raise Http404
    called = f"{stem}.json" if file == DOCUMENT else f"{stem}-{file}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=called, content_type=TYPES[kind])


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


def _stem(plan: Plan) -> str:
    return slugify(f"{plan.name}-{plan.date}") or str(plan.pk)
