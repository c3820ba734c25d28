"""`python -m corridor.web reread_evidence`: reads the sources of all programmes again; to be run once a day."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from corridor.web.chain.domain import reread
from corridor.web.chain.queries import with_evidence

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Flag the evidence whose source says something else now. No value is taken: a person accepts it."""

    help = "Read the sources of all evidence again and flag what has changed"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each programme: its name in addresses, and how many sources have changed.

        Raises:
            CommandError: programmes that could not be read, once all others are.
        """
        failed = []
        for programme in with_evidence():
            try:
                self.stdout.write(f"{programme.slug}\t{reread(programme=programme, actor=None)}")
            except Exception:  # whatever one programme holds, the others are read
                logger.exception("evidence of a programme was not read again", extra={"programme": str(programme.pk)})
                failed.append(programme.slug)
        if failed:
            raise CommandError(", ".join(failed))
