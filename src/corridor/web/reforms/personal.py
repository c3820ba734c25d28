"""What is kept of people with reforms: who put them together."""

from __future__ import annotations

from corridor.web.consent.held import Held

HELD = [
    Held(
        model="reforms.Reform",
        field="owner",
        export=("name", "region", "document", "shared", "created_at", "changed_at"),
        on_erasure="keep",
        purpose="work",
        why={
            "en": "Reforms that you put together. They stay with the organisation, without your name.",
            "fr": "Les réformes que vous avez composées. Elles restent à l’organisation, sans votre nom.",
            "nl": "Hervormingen die u samenstelde. Ze blijven bij de organisatie, zonder uw naam.",
        },
    )
]
