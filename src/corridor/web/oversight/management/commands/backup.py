"""`python -m corridor.web backup FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from corridor.web.oversight.backup import BackupError, back_up


class Command(BaseCommand):
    """Write database, files and secret key to one archive."""

    help = "Back the installation up into one archive, while it runs"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("archive", type=Path)

    def handle(self, *args: Any, archive: Path, **options: Any) -> None:
        """Write it."""
        try:
            contents = back_up(archive)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{archive} ({contents['database']}, {archive.stat().st_size:,} bytes)")
