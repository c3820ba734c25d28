"""Word templates of organisations."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction

from corridor.web.audit.domain import record
from corridor.web.chain import reporting
from corridor.web.chain.models import ReportTemplate


@transaction.atomic
def add_template(*, actor: Any, programme: Any, name: str, content: bytes) -> ReportTemplate:
    """Keep a Word template of the organisation of a programme.

    Raises:
        ChainRefusal: it is no Word document, or no report can be made with it.
    """
    file, digest = reporting.keep(content)
    made = ReportTemplate.objects.create(organisation=programme.organisation, name=name, file=file, sha256=digest)
    record("chain.template_added", actor=actor, subject=made, organisation=made.organisation, sha256=digest)
    return made


@transaction.atomic
def delete_template(*, actor: Any, template: ReportTemplate) -> None:
    """Delete a Word template and its file."""
    record("chain.template_deleted", actor=actor, subject=template, organisation=template.organisation)
    path = reporting.template_path(template)
    template.delete()
    transaction.on_commit(partial(path.unlink, missing_ok=True))
