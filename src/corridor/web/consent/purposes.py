"""What personal data are used for: `purposes.yaml`, or the file that `CORRIDOR_PURPOSES` names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corridor.web import environment
from corridor.web.consent.errors import ConsentError

BUNDLED = Path(__file__).parent / "purposes.yaml"
BASES = ("consent", "contract", "legal_obligation", "public_task", "legitimate_interest")
ASKS = ("account", "contact")
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """A version of the text that people agree to. `asks_again`: consents to earlier versions no longer count."""

    version: str
    valid_from: date
    asks_again: bool
    text: Texts

    def digest(self, language: str) -> str:
        """SHA-256 of the text as it was shown."""
        return hashlib.sha256(self.text[language].encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Purpose:
    """What data are used for, on which basis, for whose eyes, and how long they are kept."""

    id: str
    basis: str
    label: Texts
    data: Texts
    seen_by: Texts
    retention_months: int | None
    """Months after `retention_from`; None where nothing is deleted by its age."""
    retention_from: Texts
    reason: Texts
    """Why this long."""
    confidence: str | None
    source: Mapping[str, Any] | None
    wordings: tuple[Wording, ...] = ()
    asks: str = "account"
    """Who is asked for a consent: an `account` on the page My data, or each `contact` of an organisation."""

    @property
    def by_consent(self) -> bool:
        """Whether a person may give and withdraw it."""
        return self.basis == "consent"

    def wording(self, day: date | None = None) -> Wording:
        """The text in force on a day (today)."""
        day = day or date.today()
        started = [w for w in self.wordings if w.valid_from <= day]
        return started[-1] if started else self.wordings[0]

    def accepts(self, version: str, day: date | None = None) -> bool:
        """Whether a consent to a version still counts: no later version asked again."""
        day = day or date.today()
        known = [w.version for w in self.wordings]
        if version not in known:
            return False
        later = self.wordings[known.index(version) + 1 :]
        return not any(w.asks_again and w.valid_from <= day for w in later)


@cache
def purposes() -> Mapping[str, Purpose]:
    """All purposes, in the order of the file."""
    path = environment.text("CORRIDOR_PURPOSES")
    entries = yaml.safe_load((Path(path) if path else BUNDLED).read_text(encoding="utf-8"))["purposes"]
    return {key: _purpose(key, entry) for key, entry in entries.items()}


def _purpose(key: str, entry: Mapping[str, Any]) -> Purpose:
    if entry["basis"] not in BASES:
        raise ValueError(f"purposes: {key}: basis must be one of {', '.join(BASES)}")
    wordings = tuple(
        Wording(w["version"], w["valid_from"], w.get("asks_again", False), w["text"]) for w in entry.get("texts", ())
    )
    if entry["basis"] == "consent" and not wordings:
        raise ValueError(f"purposes: {key}: a consent needs a text")
    if entry.get("asks", "account") not in ASKS:
        raise ValueError(f"purposes: {key}: asks must be one of {', '.join(ASKS)}")
    kept = entry["retention"]
    return Purpose(
        id=key,
        basis=entry["basis"],
        label=entry["label"],
        data=entry["data"],
        seen_by=entry["seen_by"],
        retention_months=kept["months"],
        retention_from=kept["from"],
        reason=kept["reason"],
        confidence=kept.get("confidence"),
        source=entry.get("source"),
        wordings=tuple(sorted(wordings, key=lambda w: w.valid_from)),
        asks=entry.get("asks", "account"),
    )


def purpose(key: str) -> Purpose:
    """A purpose.

    Raises:
        ConsentError: there is none of that name.
    """
    if key not in purposes():
        raise ConsentError("unknown_purpose", purpose=key)
    return purposes()[key]
