"""What is kept of people with designs: who put them together, and who changed them last."""

from __future__ import annotations

from corridor.web.consent.held import Held

HELD = [
    Held(
        model="partnerships.Design",
        field="created_by",
        export=("name", "text", "created_at", "changed_at"),
        on_erasure="keep",
        purpose="work",
        why={
            "en": "Designs of partnerships that you put together. They stay with the organisation, without your name.",
            "fr": "Les projets de partenariat que vous avez composés. Ils restent à l’organisation, sans votre nom.",
            "nl": "Ontwerpen van partnerschappen die u samenstelde. Ze blijven bij de organisatie, zonder uw naam.",
        },
    ),
    Held(
        model="partnerships.Design",
        field="changed_by",
        export=("name", "changed_at"),
        on_erasure="keep",
        purpose="work",
        why={
            "en": "Designs of partnerships that you changed last. They stay with the organisation, without your name.",
            "fr": "Les projets de partenariat que vous avez modifiés en dernier. Ils restent à l’organisation, sans "
            "votre nom.",
            "nl": "Ontwerpen van partnerschappen die u het laatst wijzigde. Ze blijven bij de organisatie, zonder uw "
            "naam.",
        },
    ),
]
