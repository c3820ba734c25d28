"""What changes talents and vacancies: uploads, imports, corrections, profiles, claims, erasure."""

from corridor.web.pool.domain.claims import accept_claim, invite_to_claim
from corridor.web.pool.domain.corrections import Correction, Outcome, correct_rows, discard_row, take_back
from corridor.web.pool.domain.datasets import delete_dataset, delete_expired, keep_table
from corridor.web.pool.domain.erasure import erase_person
from corridor.web.pool.domain.importing import import_dataset
from corridor.web.pool.domain.profiles import keep_profile, take_in_profiles
from corridor.web.pool.domain.uploads import map_columns, receive, start_import
from corridor.web.pool.domain.versions import Overtaken

__all__ = [
    "Correction",
    "Outcome",
    "Overtaken",
    "accept_claim",
    "correct_rows",
    "delete_dataset",
    "delete_expired",
    "discard_row",
    "erase_person",
    "import_dataset",
    "invite_to_claim",
    "keep_profile",
    "keep_table",
    "map_columns",
    "receive",
    "start_import",
    "take_back",
    "take_in_profiles",
]
