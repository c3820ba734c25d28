"""`python -m corridor.web restore FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from corridor.web.oversight.backup import BackupError, restore


class Command(BaseCommand):
    """Put an archive back into an empty installation."""

    help = "Restore an archive of `backup` into an empty data folder and database"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which archive."""
        parser.add_argument("archive", type=Path)

    def handle(self, *args: Any, archive: Path, **options: Any) -> None:
        """Put it back."""
        try:
            contents = restore(archive)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"restored the backup of {contents['made']}; run migrate next")
