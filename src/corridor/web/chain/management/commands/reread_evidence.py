"""`python -m corridor.web reread_evidence`: reads the sources of all programmes again; to be run once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from corridor.web.chain.domain import reread
from corridor.web.chain.queries import with_evidence


class Command(BaseCommand):
    """Flag the evidence whose source says something else now. No value is taken: a person accepts it."""

    help = "Read the sources of all evidence again and flag what has changed"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each programme: its name in addresses, and how many sources have changed."""
        for programme in with_evidence():
            self.stdout.write(f"{programme.slug}\t{reread(programme=programme, actor=None)}")
