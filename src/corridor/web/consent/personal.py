"""What the apps below this one hold about people: accounts, sign-in, organisations, jobs, consents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from corridor.web.consent.held import Extra, Held, erases, exports
from corridor.web.consent.retention import Retained

HELD = [
    Held(
        model="account.EmailAddress",
        field="user",
        export=("email", "verified", "primary"),
        on_erasure="delete",
        why={
            "en": "Your e-mail addresses and whether they are confirmed. They go with the account.",
            "fr": "Vos adresses électroniques et leur confirmation. Elles disparaissent avec le compte.",
            "nl": "Uw e-mailadressen en of ze bevestigd zijn. Ze verdwijnen met de account.",
        },
    ),
    Held(
        model="mfa.Authenticator",
        field="user",
        export=("type", "created_at", "last_used_at"),
        on_erasure="delete",
        why={
            "en": "The second step of your sign-in, without its secret. It goes with the account.",
            "fr": "La deuxième étape de votre connexion, sans son secret. Elle disparaît avec le compte.",
            "nl": "De tweede stap van uw aanmelding, zonder het geheim. Ze verdwijnt met de account.",
        },
    ),
    Held(
        model="socialaccount.SocialAccount",
        field="user",
        export=("provider", "uid", "date_joined", "last_login", "extra_data"),
        on_erasure="delete",
        why={
            "en": "What an identity provider told about you when you signed in through it. It goes with the account.",
            "fr": "Ce qu’un fournisseur d’identité a transmis lors de votre connexion. Cela disparaît avec le compte.",
            "nl": "Wat een identiteitsverstrekker over u meedeelde bij het aanmelden. Het verdwijnt met de account.",
        },
    ),
    Held(
        model="organisations.Membership",
        field="user",
        export=("organisation", "role", "since"),
        on_erasure="delete",
        why={
            "en": "Your roles in organisations. They go with the account.",
            "fr": "Vos rôles dans des organisations. Ils disparaissent avec le compte.",
            "nl": "Uw rollen in organisaties. Ze verdwijnen met de account.",
        },
    ),
    Held(
        model="organisations.Invitation",
        field="invited_by",
        export=("organisation", "role", "created_at"),
        on_erasure="keep",
        purpose="invitation",
        why={
            "en": "Invitations that you sent. They stay with the organisation, without your name.",
            "fr": "Les invitations que vous avez envoyées. Elles restent à l’organisation, sans votre nom.",
            "nl": "Uitnodigingen die u verstuurde. Ze blijven bij de organisatie, zonder uw naam.",
        },
    ),
    Held(
        model="jobs.Job",
        field="owner",
        export=("name", "state", "created_at", "finished_at"),
        on_erasure="keep",
        purpose="work",
        why={
            "en": "Work that you started in the background. It stays for a while, without your name.",
            "fr": "Les travaux que vous avez lancés en arrière-plan. Ils restent un temps, sans votre nom.",
            "nl": "Werk dat u op de achtergrond startte. Het blijft een tijd staan, zonder uw naam.",
        },
    ),
    Held(
        model="consent.Consent",
        field="user",
        export=("purpose", "change", "at", "text_version", "language", "evidence"),
        on_erasure="delete",
        why={
            "en": "What you agreed to and withdrew. It goes with the account; the audit trail keeps that it happened.",
            "fr": "Vos accords et leurs retraits. Ils disparaissent avec le compte ; la piste d’audit garde le fait.",
            "nl": "Waarmee u instemde en wat u introk. Het verdwijnt met de account; het auditspoor bewaart het feit.",
        },
    ),
    Held(
        model="consent.InactivityWarning",
        field="user",
        export=("sent_at", "erase_after"),
        on_erasure="delete",
        why={
            "en": "That you were warned of the erasure of an unused account. It goes with the account.",
            "fr": "L’avertissement avant l’effacement d’un compte inutilisé. Il disparaît avec le compte.",
            "nl": "De waarschuwing voor het wissen van een ongebruikte account. Ze verdwijnt met de account.",
        },
    ),
]


def _addresses(user: Any) -> set[str]:
    from allauth.account.models import EmailAddress

    return {user.email.lower(), *(e.email.lower() for e in EmailAddress.objects.filter(user=user, verified=True))}


@exports("invitations_received")
def invitations_received(user: Any) -> Extra:
    """Invitations that went to the person's confirmed addresses: no key leads to them."""
    from corridor.web.organisations.models import Invitation

    sent = Invitation.objects.filter(email__in=_addresses(user)).select_related("organisation")
    return Extra(
        data=[
            {"organisation": i.organisation.name, "role": i.role, "email": i.email, "created_at": i.created_at}
            for i in sent
        ]
    )


@erases("invitations_received")
def erase_invitations(*, user: Any, actor: Any) -> None:
    """Invitations to the person's addresses go with the account."""
    from corridor.web.organisations.models import Invitation

    Invitation.objects.filter(email__in=_addresses(user)).delete()


@erases("sessions")
def erase_sessions(*, user: Any, actor: Any) -> None:
    """Every session of the person ends."""
    from django.contrib.auth import SESSION_KEY
    from django.contrib.sessions.models import Session

    mine = [s.pk for s in Session.objects.iterator() if s.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=mine).delete()


# ---- what is deleted by its age -----------------------------------------------------------------


def _ended_invitations(moment: datetime) -> QuerySet[Any]:
    from corridor.web.organisations.models import Invitation

    over = Q(accepted_at__lt=moment) | Q(withdrawn_at__lt=moment) | Q(ends_at__lt=moment)
    return Invitation.objects.filter(over)


def _ended_jobs(moment: datetime) -> QuerySet[Any]:
    from corridor.web.jobs.models import ENDED, Job

    return Job.objects.filter(state__in=ENDED, finished_at__lt=moment)


def _old_events(moment: datetime) -> QuerySet[Any]:
    from corridor.web.audit.models import AuditEvent

    return AuditEvent.objects.filter(at__lt=moment)


def _ended_sessions(moment: datetime) -> QuerySet[Any]:
    from django.contrib.sessions.models import Session

    return Session.objects.filter(expire_date__lt=timezone.now())


RETAINED = [
    Retained(
        purpose="invitation",
        what={"en": "Ended invitations", "fr": "Invitations terminées", "nl": "Afgelopen uitnodigingen"},
        due=_ended_invitations,
    ),
    Retained(
        purpose="work",
        what={
            "en": "Ended background work",
            "fr": "Travaux en arrière-plan terminés",
            "nl": "Afgelopen achtergrondwerk",
        },
        due=_ended_jobs,
    ),
    Retained(
        purpose="audit",
        what={"en": "Old audit events", "fr": "Anciens évènements d’audit", "nl": "Oude auditgebeurtenissen"},
        due=_old_events,
    ),
    Retained(
        purpose="account",
        what={"en": "Ended sessions", "fr": "Sessions expirées", "nl": "Verlopen sessies"},
        due=_ended_sessions,
    ),
]
