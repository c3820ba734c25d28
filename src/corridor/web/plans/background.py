"""Work of `plans` that is done beside the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from corridor.web.jobs.registry import job
from corridor.web.plans import domain

TITLE = {"en": "Making a plan", "fr": "Établissement d’un plan", "nl": "Een plan maken"}
STAGES = {
    "read": {"en": "Reading the datasets", "fr": "Lecture des jeux de données", "nl": "De datasets lezen"},
    "titles": {"en": "Reading job titles", "fr": "Lecture des intitulés", "nl": "Functietitels lezen"},
    "search": {"en": "Searching pairs", "fr": "Recherche des paires", "nl": "Paren zoeken"},
    "search_further": {"en": "Searching further", "fr": "Recherche plus poussée", "nl": "Verder zoeken"},
    "allocate": {"en": "Placing people", "fr": "Placement des personnes", "nl": "Mensen plaatsen"},
    "reform": {"en": "Comparing reforms", "fr": "Comparaison des réformes", "nl": "Hervormingen vergelijken"},
    "scores": {
        "en": "Taking scores apart",
        "fr": "Décomposition des scores",
        "nl": "Scores uitsplitsen",
    },
    "routes": {
        "en": "Asking the law about candidates",
        "fr": "Consultation du droit pour les candidats",
        "nl": "Het recht bevragen voor de kandidaten",
    },
    "write": {"en": "Writing the result", "fr": "Écriture du résultat", "nl": "Het resultaat wegschrijven"},
}


@job(domain.RUN, title=TITLE, stages=STAGES)
def run(*, progress: Any, plan: str) -> None:
    """Make a plan."""
    domain.make(key=UUID(plan), progress=progress)
