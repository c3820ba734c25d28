"""Cases for tests: a shop with an adviser, an employer, a person, and a case between them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.cases.domain import case as domain
from corridor.web.cases.models import Case
from corridor.web.consent.domain import give
from corridor.web.organisations.models import Membership, Organisation

FACTS: dict[str, Any] = {
    "nationality": "TN",
    "birth_date": "1997-03-04",
    "education_level": 6,
    "residence_status": "abroad",
    "isco08": "7231",
    "job_level": 6,
    "employment": "local",
    "gross_annual_salary": 52000,
    "contract_months": 36,
    "contract_open_ended": False,
    "duration_days": 1000,
}


@dataclass
class Shop:
    """Who takes part in a case, and somebody who does not."""

    organisation: Organisation
    employer: Organisation
    adviser: User
    boss: User
    employed: User
    talent: User
    stranger: User
    case: Case


def text(response: Any) -> str:
    """A page with ordinary spaces, as people compare it."""
    return response.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def member(role: str, organisation: Organisation, email: str = "") -> User:
    user = User.objects.create_user(email or f"{role}.{User.objects.count()}@example.org", "a long password")
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def make_shop(*, linked: bool = True, **options: Any) -> Shop:
    """A case of a shop. `linked`: the person has an account and agreed to the file."""
    organisation = Organisation.objects.create(name="Shop", kind="one_stop_shop", region="flanders")
    employer = Organisation.objects.create(name="Works", kind="employer", region="flanders")
    other = Organisation.objects.create(name="Elsewhere", kind="one_stop_shop", region="flanders")
    rival = Organisation.objects.create(name="Rival", kind="employer", region="flanders")
    adviser, boss = member("adviser", organisation), member("manager", organisation)
    employed, stranger = member("employer", employer), member("adviser", other)
    Membership.objects.create(user=stranger, organisation=rival, role="employer")
    talent = User.objects.create_user("person@example.org", "a long password", name="Amal Secret")
    if linked:
        give(user=talent, purpose="case_file", actor=talent, language="en")
    case = make_case(organisation, adviser, talent=talent if linked else None, employer=employer, **options)
    return Shop(organisation, employer, adviser, boss, employed, talent, stranger, case)


def make_case(organisation: Organisation, actor: User, **options: Any) -> Case:
    given: dict[str, Any] = {
        "region": "flanders",
        "application_date": timezone.localdate(),
        "person_name": "Amal Secret",
        "facts": FACTS,
        "adviser": actor,
        **options,
    }
    return domain.create(organisation=organisation, actor=actor, **given)


def choose(case: Case, actor: User, route: str = "highly_skilled", reason: str = "") -> Case:
    domain.choose_route(case=case, route=route, reason=reason, version=case.version, actor=actor)
    return case


def take(shop: Shop, *verbs: str, on: date | None = None) -> Case:
    """Move the case through states: `prepare`, `file`, `grant`."""
    case, actor = shop.case, shop.adviser
    day = on or timezone.localdate()
    for verb in verbs:
        match verb:
            case "prepare":
                domain.start_preparing(case=case, version=case.version, actor=actor)
            case "file":
                domain.file(case=case, on=day, version=case.version, actor=actor)
            case "grant":
                domain.decide(
                    case=case,
                    outcome="granted",
                    on=day,
                    reference="REF 1",
                    expires_on=date(2028, 1, 31),
                    version=case.version,
                    actor=actor,
                )
    return case


# ---- files --------------------------------------------------------------------------------------


def pdf(text: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + text + b"\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def jpeg() -> bytes:
    def segment(marker: int, data: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data

    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + segment(0xDA, b"\1\1\0\0\x3f\0") + b"\0\0\xff\xd9"


def docx(**more: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        for name, content in more.items():
            archive.writestr(name, content)
    return made.getvalue()
