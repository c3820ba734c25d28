"""What changes bodies, contacts and what contacts agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.consent.erasure import delete_with_files, erase_rows
from corridor.web.consent.errors import ConsentError
from corridor.web.consent.models import Change
from corridor.web.consent.purposes import purpose as purpose_of
from corridor.web.consent.purposes import purposes
from corridor.web.organisations.models import Organisation
from corridor.web.stakeholders.errors import StakeholderError
from corridor.web.stakeholders.models import Agreement, Body, Contact, Farewell, QuarantinedRow
from corridor.web.stakeholders.table import Row

LONGEST_ADDRESS = 254


def address(email: str) -> str:
    """An address as it is kept: trimmed, in lower case.

    Raises:
        StakeholderError: it is none.
    """
    found = email.strip().lower()
    try:
        validate_email(found)
        MaxLengthValidator(LONGEST_ADDRESS)(found)
    except ValidationError as error:
        raise StakeholderError("not_an_address", place="email", email=email[:100]) from error
    return found


@transaction.atomic
def contact_for(
    *, organisation: Organisation, email: str, name: str, language: str, actor: Any, body: Body | None = None
) -> Contact:
    """The contact of an organisation with an address; made where there is none.

    What is known already stays: a form that anybody can fill in corrects nobody's name. An account is linked only where
    it is the account of who acts and the address is confirmed as theirs; the account that confirmed it last counts.

    Raises:
        StakeholderError: not an address, or a body of another organisation.
    """
    _check_body(organisation, body)
    email = address(email)
    user = actor if isinstance(actor, User) and email in confirmed_addresses(actor) else None
    found, made = Contact.objects.get_or_create(
        organisation=organisation,
        email=email,
        defaults={"name": name[:150], "language": language, "body": body, "user": user},
    )
    if made:
        record("stakeholders.contact_made", actor=actor, subject=found, person=found, organisation=organisation)
        return found
    if user is not None and found.user_id != user.pk:
        link_account(contact=found, user=user, actor=actor)
    changed: dict[str, Any] = {}
    if is_self(found, actor):
        changed["heard_at"] = timezone.now()
    if body is not None and found.body_id is None:
        changed["body"] = body
    if name and not found.name:
        changed["name"] = name[:150]
    if language and not found.language:
        changed["language"] = language
    for field, value in changed.items():
        setattr(found, field, value)
    if changed:
        found.save(update_fields=list(changed))
    return found


def confirmed_addresses(user: User) -> set[str]:
    """The addresses that a person proved to be theirs, in lower case."""
    rows = user.emailaddress_set.filter(verified=True)  # type: ignore[attr-defined]
    return {email.lower() for email in rows.values_list("email", flat=True)}


@transaction.atomic
def link_account(*, contact: Contact, user: User, actor: Any) -> None:
    """Write down that a contact is the person of an account, who confirmed the contact's address."""
    contact.user = user
    contact.save(update_fields=["user"])
    record(
        "stakeholders.contact_linked", actor=actor, subject=contact, person=contact, organisation=contact.organisation
    )


def link_contacts(*, user: User) -> None:
    """The contacts with a confirmed address of an account, and with no account yet, are that person."""
    if addresses := confirmed_addresses(user):
        alone = Contact.objects.filter(user=None, email__in=addresses).select_related("organisation")
        for contact in alone:
            link_account(contact=contact, user=user, actor=None)


def _check_body(organisation: Organisation, body: Body | None) -> None:
    if body is not None and body.organisation_id != organisation.pk:
        raise StakeholderError("other_organisation", place="body")


# ---- agreements ---------------------------------------------------------------------------------


@transaction.atomic
def agree(
    *, contact: Contact, purpose: str, language: str, actor: Any, evidence: Mapping[str, Any] | None = None
) -> Agreement:
    """Write down that a contact agreed to a purpose; an agreement that is already held to the present text stays.

    Args:
        contact: who agrees.
        purpose: a purpose of `purposes.yaml` that rests on consent.
        language: the language in which the text was read.
        actor: who writes it down: the contact, or the user who works for the organisation.
        evidence: how it was given, without personal data (`{"page": "registration"}`). With `address_confirmed` False
            it is kept and counts for nothing, until the person agrees by their link.

    Raises:
        ConsentError: there is no such purpose, it does not rest on consent, or contacts are not asked about it.
    """
    found = purpose_of(purpose)
    if not found.by_consent:
        raise ConsentError("not_by_consent", purpose=purpose)
    if found.asks != "contact":
        raise ConsentError("not_of_contacts", purpose=purpose)
    wording = found.wording()
    latest = _latest_locked(contact, purpose)
    if latest is not None and latest.change == Change.GIVEN and latest.text_version == wording.version:
        if _is_confirmed(evidence):
            heard_of(contact=contact)
        return latest
    digest = wording.digest(language)
    return _change(contact, purpose, Change.GIVEN, wording.version, digest, language, actor, evidence)


def _is_confirmed(evidence: Mapping[str, Any] | None) -> bool:
    return (evidence or {}).get("address_confirmed") is not False


@transaction.atomic
def withdraw(
    *, contact: Contact, purpose: str, actor: Any, evidence: Mapping[str, Any] | None = None
) -> Agreement | None:
    """Write down that a contact withdrew an agreement; nothing happens where none is held (None)."""
    purpose_of(purpose)
    latest = _latest_locked(contact, purpose)
    if latest is None or latest.change == Change.WITHDRAWN:
        return None
    return _change(contact, purpose, Change.WITHDRAWN, latest.text_version, None, latest.language, actor, evidence)


def _latest_locked(contact: Contact, purpose: str) -> Agreement | None:
    """The latest row that counts, given or withdrawn."""
    Contact.objects.select_for_update().get(pk=contact.pk)
    return Agreement.objects.filter(contact=contact, purpose=purpose, confirmed=True).first()


def _change(
    contact: Contact,
    purpose: str,
    change: Change,
    version: str,
    digest: str | None,
    language: str,
    actor: Any,
    evidence: Mapping[str, Any] | None,
) -> Agreement:
    told = {"by": "self" if is_self(contact, actor) else "other", **(evidence or {})}
    if digest:
        told["text_sha256"] = digest
    confirmed = _is_confirmed(evidence)
    made = Agreement.objects.create(
        contact=contact,
        purpose=purpose,
        change=change,
        text_version=version,
        language=language,
        evidence=told,
        confirmed=confirmed,
    )
    if is_self(contact, actor) or (change == Change.GIVEN and confirmed):
        heard_of(contact=contact)
    verb = "stakeholders.agreed" if change == Change.GIVEN else "stakeholders.withdrew"
    _record(verb, contact, actor, made, purpose=purpose, text_version=version, confirmed=confirmed)
    return made


def _record(verb: str, contact: Contact, actor: Any, subject: Model | None = None, **detail: Any) -> None:
    # A contact is no user of the trail: who acts by their link has no key there.
    if is_self(contact, actor):
        detail["by"] = "self"
    record(
        verb,
        actor=actor if isinstance(actor, User) else None,
        subject=subject or contact,
        person=contact,
        organisation=contact.organisation,
        **detail,
    )


def is_self(contact: Contact, actor: Any) -> bool:
    """Whether who acts is the person: by their link, or by the account that the contact belongs to."""
    if isinstance(actor, Contact):
        return actor.pk == contact.pk
    return isinstance(actor, User) and contact.user_id is not None and actor.pk == contact.user_id


def heard_of(*, contact: Contact) -> None:
    """The person did something themselves, or their agreement was written down: the term of their data begins again."""
    Contact.objects.filter(pk=contact.pk).update(heard_at=timezone.now())


# ---- erasure ------------------------------------------------------------------------------------


@transaction.atomic
def erase(*, contact: Contact, actor: Any, reason: str) -> dict[str, int]:
    """Erase a contact and what is held about the person, as every app's `HELD` says; the month is counted.

    Args:
        contact: who goes.
        actor: the contact themselves, a user of the organisation, or None for retention.
        reason: `asked` by the person, whose own words go too; `organisation` or `retention`: what the person said in
            consultations stays, and nothing leads to them.

    Returns:
        Rows by `model:what was done`.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    counts = erase_rows(contact, asked=reason == "asked")
    forget_rows(contact)
    count_farewell(contact.organisation)
    _record("stakeholders.erased", contact, actor, reason=reason, rows=counts)
    delete_with_files(Contact.objects.filter(pk=contact.pk))
    return counts


def forget_rows(contact: Contact) -> None:
    """Faulty rows of tables with the person's address go with the person: no key leads to them."""
    QuarantinedRow.objects.filter(organisation=contact.organisation, cells__email__iexact=contact.email).delete()


def count_farewell(organisation: Organisation) -> None:
    """One more contact of an organisation is gone this month."""
    month = timezone.localdate().replace(day=1)
    row, _made = Farewell.objects.get_or_create(organisation=organisation, month=month)
    Farewell.objects.filter(pk=row.pk).update(count=F("count") + 1)


# ---- directory ----------------------------------------------------------------------------------


@transaction.atomic
def add_body(*, organisation: Organisation, actor: Any, **values: Any) -> Body:
    """A body in the directory.

    Raises:
        StakeholderError: there is one of that name.
    """
    _check_name(organisation, values["name"], None)
    with _taken("body_exists", "name", name=values["name"]):
        made = Body.objects.create(organisation=organisation, **values)
    record("stakeholders.body_added", actor=actor, subject=made, organisation=organisation)
    return made


@transaction.atomic
def change_body(*, body: Body, actor: Any, **values: Any) -> None:
    """Correct a body.

    Raises:
        StakeholderError: there is another of that name.
    """
    _check_name(body.organisation, values.get("name", body.name), body)
    with _taken("body_exists", "name", name=values.get("name", body.name)):
        changed = _set(body, values)
    if changed:
        record("stakeholders.body_changed", actor=actor, subject=body, organisation=body.organisation, fields=changed)


@transaction.atomic
def remove_body(*, body: Body, actor: Any) -> None:
    """Take a body out of the directory; its people stay, without it."""
    record("stakeholders.body_removed", actor=actor, subject=body, organisation=body.organisation)
    body.delete()


@contextmanager
def _taken(key: str, place: str, **values: Any) -> Iterator[None]:
    """What somebody else wrote in the meantime is refused like what was there before."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise StakeholderError(key, place=place, **values) from error


def _check_name(organisation: Organisation, name: str, own: Body | None) -> None:
    others = Body.objects.filter(organisation=organisation, name__iexact=name)
    if own is not None:
        others = others.exclude(pk=own.pk)
    if others.exists():
        raise StakeholderError("body_exists", place="name", name=name)


@transaction.atomic
def add_contact(
    *, organisation: Organisation, email: str, name: str, language: str, role: str, body: Body | None, actor: Any
) -> Contact:
    """Enter a new contact; that they are entered is no agreement.

    Raises:
        StakeholderError: not an address, one of another contact, or a body of another organisation.
    """
    _check_body(organisation, body)
    email = address(email)
    if Contact.objects.filter(organisation=organisation, email=email).exists():
        raise StakeholderError("contact_exists", place="email")
    with _taken("contact_exists", "email"):
        made = Contact.objects.create(
            organisation=organisation, email=email, name=name, language=language, role=role, body=body
        )
    record("stakeholders.contact_made", actor=actor, subject=made, person=made, organisation=organisation)
    return made


@transaction.atomic
def change_contact(*, contact: Contact, actor: Any, **values: Any) -> None:
    """Correct a contact.

    Who owns a new address need not be who agreed or who has the account of the old one: live agreements are withdrawn,
    the account is unlinked, and links that went to the old address end.

    Raises:
        StakeholderError: not an address, one of another contact, or a body of another organisation.
    """
    _check_body(contact.organisation, values.get("body"))
    if "email" in values:
        values["email"] = address(values["email"])
        if values["email"] != contact.email:
            values["user"] = None
    with _taken("contact_exists", "email"):
        changed = _set(contact, values)
    if "email" in changed:
        for purpose in _given(contact):
            withdraw(contact=contact, purpose=purpose, actor=actor, evidence={"form": "address_changed"})
    if changed:
        _record("stakeholders.contact_changed", contact, actor, fields=changed)


def _given(contact: Contact) -> list[str]:
    """The purposes that a contact's latest word is an agreement to."""
    rows = Agreement.objects.filter(contact=contact, confirmed=True).order_by("at", "-id")
    latest = {row.purpose: row.change for row in rows}
    return [purpose for purpose, change in latest.items() if change == Change.GIVEN and purpose in purposes()]


def _set(row: Body | Contact, values: Mapping[str, Any]) -> list[str]:
    changed = [field for field, value in values.items() if getattr(row, field) != value]
    for field in changed:
        setattr(row, field, values[field])
    if changed:
        row.save(update_fields=changed)
    return changed


# ---- tables -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Imported:
    """What a table brought: new bodies and contacts, contacts that were known already, rows in quarantine."""

    bodies: int
    contacts: int
    known: int
    quarantined: int


@transaction.atomic
def import_rows(*, organisation: Organisation, rows: Iterable[Row], actor: Any) -> Imported:
    """Take a table over; rows with faults wait in quarantine, and what is known already is not overwritten.

    Nobody who comes by a table agreed to anything by that. A row that is sent again, corrected or not, takes the place
    of the one in quarantine.
    """
    # Whoever enters somebody else for the organisation meanwhile waits.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    bodies = {body.name.lower(): body for body in Body.objects.filter(organisation=organisation)}
    before = len(bodies)
    people = set(Contact.objects.filter(organisation=organisation).values_list("email", flat=True))
    new: list[Contact] = []
    faulty: list[QuarantinedRow] = []
    known = 0
    rows = list(rows)
    _replace(organisation, rows)
    for row in rows:
        if row.faults:
            faulty.append(QuarantinedRow(organisation=organisation, row=row.line, cells=row.cells, faults=row.faults))
            continue
        body = _body_of(organisation, bodies, row)
        if not row.person:
            continue
        if row.person["email"] in people:
            known += 1
            continue
        people.add(row.person["email"])
        new.append(Contact(organisation=organisation, body=body, **row.person))
    Contact.objects.bulk_create(new)
    QuarantinedRow.objects.bulk_create(faulty)
    told = Imported(len(bodies) - before, len(new), known, len(faulty))
    record(
        "stakeholders.list_imported",
        actor=actor,
        organisation=organisation,
        bodies=told.bodies,
        contacts=told.contacts,
        quarantined=told.quarantined,
    )
    return told


def _replace(organisation: Organisation, rows: Iterable[Row]) -> None:
    """Rows in quarantine that a table brings again go: by their key in our file, their address, or all their cells."""
    keys = {row.again for row in rows if row.again}
    people = {email.lower() for row in rows if (email := row.cells.get("email", ""))}
    said = [row.cells for row in rows if row.faults]
    waiting = QuarantinedRow.objects.filter(organisation=organisation)
    gone = [
        one.pk
        for one in waiting
        if str(one.pk) in keys or one.cells.get("email", "").lower() in people or one.cells in said
    ]
    waiting.filter(pk__in=gone).delete()


def _body_of(organisation: Organisation, bodies: dict[str, Body], row: Row) -> Body | None:
    if not row.body:
        return None
    name = row.body["name"].lower()
    if name not in bodies:
        bodies[name] = Body.objects.create(organisation=organisation, **row.body)
    return bodies[name]


@transaction.atomic
def clear_quarantine(*, organisation: Organisation, actor: Any) -> int:
    """Leave the rows in quarantine out for good; how many they were."""
    count, _kinds = QuarantinedRow.objects.filter(organisation=organisation).delete()
    record("stakeholders.quarantine_cleared", actor=actor, organisation=organisation, rows=count)
    return count


# ---- what goes out ------------------------------------------------------------------------------


@transaction.atomic
def note_list_export(*, organisation: Organisation, purpose: str, people: int, actor: Any) -> None:
    """Write down that a contact list was taken away, and how long it was."""
    record("stakeholders.list_exported", actor=actor, organisation=organisation, purpose=purpose, people=people)


@transaction.atomic
def note_quarantine_export(*, organisation: Organisation, rows: int, actor: Any) -> None:
    """Write down that rows in quarantine, which hold names and addresses, were taken away."""
    record("stakeholders.quarantine_exported", actor=actor, organisation=organisation, rows=rows)


@transaction.atomic
def note_link(*, contact: Contact, actor: Any) -> None:
    """Write down that a person was sent the link to their own page."""
    _record("stakeholders.link_sent", contact, actor)


@transaction.atomic
def note_export(*, contact: Contact, actor: Any) -> None:
    """Write down that a person took their own data away."""
    _record("stakeholders.exported", contact, actor)
