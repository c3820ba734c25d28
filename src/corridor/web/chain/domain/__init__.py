"""What is done with a chain: items, values of evidence, effects of reforms, dossiers and versions, templates."""

from corridor.web.chain.domain.dossiers import import_dossier, publish, save_version, taken_away
from corridor.web.chain.domain.effects import keep_effect, start_effect
from corridor.web.chain.domain.evidence import accept_value, note_reading, reread, start_rereading
from corridor.web.chain.domain.items import add_item, carry, change_item, choose_practices, delete_item, taken_keys
from corridor.web.chain.domain.templates import add_template, delete_template

__all__ = [
    "accept_value",
    "add_item",
    "add_template",
    "carry",
    "change_item",
    "choose_practices",
    "delete_item",
    "delete_template",
    "import_dossier",
    "keep_effect",
    "note_reading",
    "publish",
    "reread",
    "save_version",
    "start_effect",
    "start_rereading",
    "taken_away",
    "taken_keys",
]
