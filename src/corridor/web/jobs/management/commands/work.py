"""`python -m corridor.web work`: the worker beside the pages, taking up what earlier workers left."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection
from django_tasks_db.management.commands.db_worker import Worker

from corridor.web.jobs.domain import alive, rescue

BETWEEN_RESCUES = 15.0
log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Do jobs until a signal ends it; every quarter of a minute, look for jobs that a crashed worker left."""

    help = "Do background work"

    def add_arguments(self, parser: CommandParser) -> None:
        """How to run."""
        parser.add_argument("--batch", action="store_true", help="do what waits, then end")
        parser.add_argument("--parent", type=int, help="end when the process of this number is no longer the parent")

    def handle(self, *args: Any, batch: bool, parent: int | None, **options: Any) -> None:
        """Work."""
        from django.utils.crypto import get_random_string

        alive()
        rescue()
        worker = Worker(
            queue_names=["default"],
            interval=0.5,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        over = threading.Event()
        if not batch:
            worker.configure_signals()
            threading.Thread(target=_rescuing, args=(over,), daemon=True).start()
        if parent is not None:
            threading.Thread(target=_outlived, args=(parent,), daemon=True).start()
        try:
            _run(worker)
        finally:
            over.set()


def _run(worker: Worker) -> None:
    """Work; where the database cannot be had for a moment, try again instead of giving up."""
    while worker.running:
        try:
            worker.run()
            return
        except OperationalError:
            log.warning("the database is not to be had; trying again")
            connection.close()
            time.sleep(1)


def _rescuing(over: threading.Event) -> None:
    while not over.wait(BETWEEN_RESCUES):
        try:
            alive()
            rescue()
        except OperationalError:
            log.warning("the database is not to be had; looking again later")
        connection.close()


def _outlived(parent: int) -> None:
    """End like after a signal once the parent is gone: it may have been killed without a chance to say so."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
