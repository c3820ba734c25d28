"""Who runs this installation, as its administrator says in the environment; empty where nobody said."""

from __future__ import annotations

from dataclasses import dataclass

from corridor.web import environment as env


@dataclass(frozen=True, slots=True)
class Operator:
    """Name and contacts of whoever runs the installation.

    Attributes:
        name: `CORRIDOR_OPERATOR`, the body that answers for it (the controller of personal data).
        contact: `CORRIDOR_CONTACT`, address for questions and remarks about accessibility.
        privacy: `CORRIDOR_PRIVACY_CONTACT`, the data protection officer; else `contact`.
        security: `CORRIDOR_SECURITY_CONTACT`, for reports of weaknesses; else `contact`.
        complaint: `CORRIDOR_COMPLAINTS`, name or address of the body that takes complaints about accessibility.
        source: `CORRIDOR_SOURCE_URL`, where the source code of this installation lies.
    """

    name: str
    contact: str
    privacy: str
    security: str
    complaint: str
    source: str


def operator() -> Operator:
    """What the environment says now."""
    contact = env.text("CORRIDOR_CONTACT")
    return Operator(
        name=env.text("CORRIDOR_OPERATOR"),
        contact=contact,
        privacy=env.text("CORRIDOR_PRIVACY_CONTACT") or contact,
        security=env.text("CORRIDOR_SECURITY_CONTACT") or contact,
        complaint=env.text("CORRIDOR_COMPLAINTS"),
        source=env.text("CORRIDOR_SOURCE_URL"),
    )
