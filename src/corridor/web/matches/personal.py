"""What the workbench keeps of people."""

from __future__ import annotations

from typing import Any

from corridor.web.consent.held import Extra, Held, erases, exports
from corridor.web.matches.models import Step
from corridor.web.matches.queries import decisions_on

HELD = [
    Held(
        model="matches.Step",
        field="decided_by",
        export=("state", "reason", "at"),
        on_erasure="keep",
        purpose="work",
        why={
            "en": "A decision about somebody else stays with its reason; the name of who took it is removed.",
            "fr": "Une décision sur autrui reste avec sa raison ; le nom de la personne qui l’a prise disparaît.",
            "nl": "Een beslissing over iemand anders blijft met haar reden; de naam van wie ze nam, verdwijnt.",
        },
    )
]


@exports("matches")
def decisions_about(user: Any) -> Extra:
    """What people decided about a talent, with the reasons."""
    found = [
        {
            "plan": step.decision.plan.name,
            "vacancy": step.decision.vacancy_id,
            "decision": step.state,
            "reason": step.reason,
            "seen": step.seen,
            "at": step.at.isoformat(),
        }
        for step in Step.objects.filter(decision__in=decisions_on(user)).select_related("decision__plan")
    ]
    return Extra(data=found)


@erases("matches")
def erase_decisions(*, user: Any, actor: Any) -> None:
    """Decisions about a talent go with them."""
    decisions_on(user).delete()
