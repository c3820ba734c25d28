"""What the API keeps of people."""

from __future__ import annotations

from corridor.web.consent.held import Held

HELD = [
    Held(
        model="api.Token",
        field="created_by",
        export=("name", "scopes", "created_at", "ends_at", "used_on", "revoked_at"),
        on_erasure="delete",
        why={
            "en": "A token reaches no further than the member who made it, and ends with their account.",
            "fr": "Un jeton ne va pas plus loin que le membre qui l’a créé, et prend fin avec son compte.",
            "nl": "Een token reikt niet verder dan het lid dat het maakte, en eindigt met zijn account.",
        },
    )
]
