"""Pages for newcomers: each change is a version that stays."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from corridor.web.audit.domain import record
from corridor.web.cases.errors import CaseRefused, Overtaken
from corridor.web.cases.models import LocalPage, LocalPageVersion, PageState
from corridor.web.cases.rules import WRITING_KINDS
from corridor.web.organisations.models import Organisation


@transaction.atomic
def write(
    *,
    organisation: Organisation,
    region: str,
    topic: str,
    title: dict[str, str],
    body: dict[str, str],
    checked_on: date | None,
    actor: Any,
) -> LocalPage:
    """A new page, as a draft."""
    if organisation.kind not in WRITING_KINDS:
        raise CaseRefused(_("This organisation does not write pages."))
    page = LocalPage.objects.create(
        organisation=organisation,
        region=region,
        topic=topic,
        title=LazyI18nString(title),
        body=LazyI18nString(body),
        checked_on=checked_on,
    )
    _keep(page, actor)
    record("cases.page_written", actor=actor, subject=page, organisation=organisation, topic=topic)
    return page


@transaction.atomic
def rewrite(
    *,
    page: LocalPage,
    region: str,
    topic: str,
    title: dict[str, str],
    body: dict[str, str],
    checked_on: date | None,
    version: int,
    actor: Any,
) -> None:
    """Change a page; what it said before stays in its history.

    Raises:
        Overtaken: somebody changed it since `version`.
    """
    _set(
        page, version, region=region, topic=topic, title=LazyI18nString(title), body=LazyI18nString(body),
        checked_on=checked_on,
    )  # fmt: skip
    _keep(page, actor)
    record("cases.page_changed", actor=actor, subject=page, organisation=page.organisation, topic=topic)


@transaction.atomic
def publish(*, page: LocalPage, version: int, actor: Any) -> None:
    """Show a page to the public. It says when it was last checked, so that day must be known."""
    if page.checked_on is None:
        raise CaseRefused(_("Say when the page was last checked before it is published."))
    _set(page, version, state=PageState.PUBLISHED)
    _keep(page, actor)
    record("cases.page_published", actor=actor, subject=page, organisation=page.organisation)


@transaction.atomic
def withdraw(*, page: LocalPage, version: int, actor: Any) -> None:
    """Take a page away from the public; it stays as a draft."""
    _set(page, version, state=PageState.DRAFT)
    _keep(page, actor)
    record("cases.page_withdrawn", actor=actor, subject=page, organisation=page.organisation)


def _set(page: LocalPage, version: int, **values: Any) -> None:
    here = LocalPage.objects.filter(pk=page.pk, version=version)
    if not here.update(version=version + 1, changed_at=timezone.now(), **values):
        raise Overtaken
    page.refresh_from_db()


def _keep(page: LocalPage, actor: Any) -> None:
    LocalPageVersion.objects.create(
        page=page,
        number=page.version,
        title=page.title,
        body=page.body,
        state=page.state,
        checked_on=page.checked_on,
        saved_by=actor,
    )
