"""`python -m corridor.web remind_consultations`: reminders for rounds that close soon; to be run once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from corridor.web.drafts.domain.inviting import remind
from corridor.web.drafts.queries import closing_within, to_remind

DAYS = 7
"""Before the last day. A choice of this application."""


class Command(BaseCommand):
    """Remind those who were invited and have not commented. Nobody is reminded twice of a round."""

    help = "Remind people of rounds of comments that close soon"

    def add_arguments(self, parser: CommandParser) -> None:
        """How soon, and whether to send anything."""
        parser.add_argument("--days", type=int, default=DAYS, help=f"before the last day ({DAYS})")
        parser.add_argument("--dry-run", action="store_true", help="only say how many would be reminded")

    def handle(self, *args: Any, days: int, dry_run: bool, **options: Any) -> None:
        """Start a job for each round."""
        for round in closing_within(max(days, 0)):
            waiting = list(to_remind(round))
            self.stdout.write(f"{round.draft.slug}\t{round.number}\t{round.closes}\t{len(waiting)}")
            if waiting and not dry_run:
                remind(round=round, invitations=waiting, actor=None)
