"""What cases hold about people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from corridor.web.cases.domain.erasure import anonymise
from corridor.web.cases.export import whole
from corridor.web.cases.models import Case, Document, Invitation
from corridor.web.cases.models.case import ENDED
from corridor.web.consent.held import Extra, Held, erases, exports
from corridor.web.consent.retention import Retained

WORK: Mapping[str, str] = {
    "en": "Your name at work on cases and pages. The work stays with the organisation, without your name.",
    "fr": "Votre nom sur le travail dans des dossiers et des pages. Le travail reste à l’organisation, sans votre nom.",
    "nl": "Uw naam bij het werk aan dossiers en pagina’s. Het werk blijft bij de organisatie, zonder uw naam.",
}


def _work(model: str, field: str, *export: str) -> Held:
    return Held(model=model, field=field, export=export, on_erasure="keep", purpose="work", why=WORK)


HELD = [
    Held(
        model="cases.Case",
        field="talent",
        export=("reference", "organisation", "region", "application_date", "state", "outcome", "facts", "route"),
        on_erasure="anonymise",
        clear={"person_name": "", "facts": {}},
        purpose="case_file",
        why={
            "en": "Your file at a one-stop shop, with its documents and messages. What stays counts cases by month: "
            "region, route, outcome. An open file is closed.",
            "fr": "Votre dossier dans un guichet unique, avec ses documents et messages. Ce qui reste compte les "
            "dossiers par mois : région, voie, résultat. Un dossier ouvert est clôturé.",
            "nl": "Uw dossier bij een uniek loket, met documenten en berichten. Wat blijft, telt dossiers per maand: "
            "gewest, route, uitkomst. Een lopend dossier wordt afgesloten.",
        },
    ),
    _work("cases.Case", "adviser", "reference"),
    _work("cases.Case", "created_by", "reference", "created_at"),
    _work("cases.Case", "changed_by", "reference", "changed_at"),
    _work("cases.Case", "route_chosen_by", "reference", "route", "route_reason", "route_chosen_at"),
    _work("cases.Document", "uploaded_by", "name", "number", "uploaded_at"),
    _work("cases.Message", "author", "body", "sent_at"),
    _work("cases.Deadline", "created_by", "title", "due", "done_at"),
    _work("cases.LocalPageVersion", "saved_by", "number", "saved_at"),
    Held(
        model="cases.CalendarFeed",
        field="user",
        export=("created_at", "last_read_at", "revoked_at", "with_names"),
        on_erasure="delete",
        why={
            "en": "Your calendar addresses; their secret is never exported. They go with the account.",
            "fr": "Vos adresses de calendrier ; leur secret n’est jamais exporté. Elles disparaissent avec le compte.",
            "nl": "Uw agenda-adressen; het geheim ervan wordt nooit uitgevoerd. Ze verdwijnen met de account.",
        },
    ),
]


@exports("cases")
def files_about(user: Any) -> Extra:
    """The person's cases as they see them, with their documents."""
    cases = list(Case.objects.filter(talent=user).select_related("organisation", "employer"))
    kept = Document.objects.filter(item__case__in=cases, deleted_at=None).select_related("item__case")
    files = {
        f"{d.item.case.reference}/{d.pk}-{d.number}.{d.kind}": d.path.read_bytes() for d in kept if d.path.is_file()
    }
    sent = Invitation.objects.filter(email__iexact=user.email).select_related("case__organisation")
    invited = [{"organisation": i.case.organisation.name, "email": i.email, "at": i.created_at} for i in sent]
    data = {"files": [whole(user, case) for case in cases], "invitations": invited} if cases or invited else {}
    return Extra(data=data, files=files)


@erases("cases")
def erase_cases(*, user: Any, actor: Any) -> None:
    """The person's cases are emptied, with their documents; invitations to their address go."""
    for case in Case.objects.filter(talent=user):
        anonymise(case=case, actor=actor)
    Invitation.objects.filter(email__iexact=user.email).delete()


def _over(moment: datetime) -> QuerySet[Case]:
    return Case.objects.filter(state__in=ENDED, closed_at__lt=moment, anonymised_at=None)


def _empty(cases: QuerySet[Case]) -> int:
    found = list(cases)
    for case in found:
        anonymise(case=case, actor=None)
    return len(found)


RETAINED = [
    Retained(
        purpose="case_file",
        what={
            "en": "Closed cases: the person is taken out, the month stays",
            "fr": "Dossiers clôturés : la personne en est retirée, le mois reste",
            "nl": "Afgesloten dossiers: de persoon wordt eruit gehaald, de maand blijft",
        },
        due=_over,
        remove=_empty,
    )
]
