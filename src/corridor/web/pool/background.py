"""The background work of `pool`."""

from __future__ import annotations

from typing import Any

from corridor.web.accounts.models import User
from corridor.web.jobs.registry import job
from corridor.web.pool.domain.corrections import correct_from_file
from corridor.web.pool.domain.importing import import_dataset
from corridor.web.pool.domain.uploads import look
from corridor.web.pool.models import Dataset

IMPORT = {"en": "Importing a file", "fr": "Importation d’un fichier", "nl": "Een bestand importeren"}
CORRECT = {
    "en": "Taking in a corrected file",
    "fr": "Prise en compte d’un fichier corrigé",
    "nl": "Een verbeterd bestand overnemen",
}
OPEN = {"en": "Opening the file", "fr": "Ouverture du fichier", "nl": "Bestand wordt geopend"}
READ = {"en": "Reading the columns", "fr": "Lecture des colonnes", "nl": "Kolommen worden gelezen"}
WRITE = {"en": "Keeping the rows", "fr": "Enregistrement des lignes", "nl": "Rijen worden bewaard"}


@job("pool.look", stages={"open": OPEN})
def look_at_file(*, progress: Any, dataset: str) -> None:
    """Read the columns and first rows of a large file."""
    progress("open", 0, 1)
    found = Dataset.objects.get(pk=dataset)
    look(dataset=found, actor=None)
    progress("open", 1, 1)


@job("pool.import", title=IMPORT, stages={"open": OPEN, "read": READ, "write": WRITE})
def import_file(*, progress: Any, dataset: str, actor_id: str, lang: str) -> None:
    """Import a file."""
    actor = User.objects.filter(pk=actor_id).first()
    import_dataset(dataset=Dataset.objects.get(pk=dataset), actor=actor, lang=lang, progress=progress)


@job("pool.correct", title=CORRECT, stages={"open": OPEN, "write": WRITE})
def correct_file(*, progress: Any, dataset: str, file: str, actor_id: str, lang: str) -> None:
    """Take a corrected quarantine file in."""
    actor = User.objects.filter(pk=actor_id).first()
    found = Dataset.objects.get(pk=dataset)
    correct_from_file(dataset=found, file=file, actor=actor, lang=lang, progress=progress)
