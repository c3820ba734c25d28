"""`python -m corridor.web retention --dry-run`: what is over, and deleting it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from corridor.web.consent import retention


class Command(BaseCommand):
    """Delete what is kept no longer; run it every night."""

    help = "Delete what is kept no longer: by purpose, as purposes.yaml says"

    def add_arguments(self, parser: CommandParser) -> None:
        """How to run."""
        parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Count or delete."""
        found = retention.due() if dry_run else retention.carry_out(actor=None)
        for entry in found:
            self.stdout.write(f"{entry.count:8}  {entry.purpose}: {entry.what['en']}")
        self.stdout.write("nothing was changed" if dry_run else "done")
