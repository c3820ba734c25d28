"""The application on this machine: database, static files, the demo's plan, a worker, a server on 127.0.0.1."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from corridor.told import ToldError
from corridor.web import environment

HOST = "127.0.0.1"
BETWEEN_WORKERS = 5.0
"""Seconds before another worker takes the place of one that ended."""
Progress = Callable[[str, int, int], None]


class PortTaken(OSError):
    """The address cannot be listened on."""


def prepare(*, demo: bool = True, renew: bool = False, progress: Progress | None = None) -> None:
    """Bring the database and the static files up to date, freeze the law, make the demo's plan; each only if needed.

    Args:
        demo: also make the public demo plan, once.
        renew: make it anew.
        progress: told the stage, what is done and what there is in all.

    Raises:
        ToldError: the demo's plan cannot be made, and why.
        ChildProcessError: it cannot be made for a reason that only its traceback says.
    """
    told = progress or (lambda stage, done, total: None)
    _setup()
    told("database", 0, 1)
    _migrate()
    _collect_static()
    told("database", 1, 1)
    _freeze_law(told)
    if demo:
        _make_demo_apart(told, renew)


def serve(port: int, *, ready: Callable[[str], None], workers: int = 2) -> None:
    """Serve until SIGINT or SIGTERM: a worker for background jobs, and the pages on 127.0.0.1.

    Args:
        port: where to listen; 0 takes a free one.
        ready: told the address once the server listens.
        workers: processes that answer pages.

    Raises:
        PortTaken: something else listens there.
    """
    port = free_port(port)
    _setup()
    with _worker():
        if sys.platform == "win32":
            _serve_in_threads(port, ready)
        else:
            _serve_with_gunicorn(port, ready, workers)


def free_port(port: int) -> int:
    """The port, if nothing listens there; for 0 one that is free.

    Raises:
        PortTaken: something else listens there.
    """
    with closing(socket.socket()) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise PortTaken(*error.args) from error
        return int(tried.getsockname()[1])


def first_administrator_path() -> str | None:
    """Where the first administrator can be made, with a secret that works once; None where there is one already."""
    _setup()
    from django.urls import reverse

    from corridor.web.accounts.models import User

    if User.objects.filter(is_superuser=True).exists():
        return None
    path = environment.web_folder() / "first_administrator"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return reverse("first_administrator", args=[path.read_text()])


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corridor.web.settings")
    import django

    django.setup()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _collect_static() -> None:
    """Copy the static files where the server finds them, if they are not those of this version."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    changed = [storage.get_modified_time(name) for finder in get_finders() for name, storage in finder.list([])]
    stamp = f"{len(changed)} {max(changed)}"
    path = Path(settings.STATIC_ROOT) / ".stamp"
    if not path.exists() or path.read_text() != stamp:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        path.write_text(stamp)


def _freeze_law(told: Progress) -> None:
    """Every region's law, ready to answer: the server's processes share it."""
    from corridor.permits.book import book
    from corridor.permits.case import REGIONS

    for done, region in enumerate(REGIONS):
        told("law", done, len(REGIONS))
        book(region)
    told("law", len(REGIONS), len(REGIONS))


def _make_demo_apart(told: Progress, renew: bool) -> None:
    """The demo's plan, made by another process where it is not there yet.

    The engine starts threads. The server's processes are forks of this one, and a fork of a process with such threads
    waits for ever at its first table.
    """
    from corridor.pool.synthetic_figures import default_today
    from corridor.web.plans.demo import current

    if not renew and current(default_today()) is not None:
        return
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_make_demo, args=(there, renew))
    process.start()
    there.close()
    try:
        while (message := here.recv()) is not None:
            if isinstance(message, ToldError):
                raise message
            told(*message)
    except EOFError:
        raise ChildProcessError("the demo's plan was not made") from None
    finally:
        process.join()
    if process.exitcode:
        raise ChildProcessError("the demo's plan was not made")


def _make_demo(told: Connection, renew: bool) -> None:
    """In the other process: make it, telling each stage, and None at the end, or what stopped it."""
    _setup()
    from corridor.web.plans.demo import make_demo
    from corridor.web.plans.faults import as_fault

    try:
        make_demo(progress=lambda stage, done, total: told.send((stage, done, total)), renew=renew)
        told.send(None)
    except KeyboardInterrupt:  # the same Ctrl-C ends the process that waits; it says so
        return
    except Exception as error:
        fault = as_fault(error)
        if not isinstance(fault, ToldError):
            raise
        told.send(fault)


@contextmanager
def _worker() -> Iterator[None]:
    """A process that does background jobs, for as long as the pages are served."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep_working, args=(over,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep_working(over: threading.Event) -> None:
    """Start a worker, and another where one ends for whatever reason; end the last one when all is over."""
    command = [sys.executable, "-m", "corridor.web", "work", "--parent", str(os.getpid())]
    while not over.is_set():
        process = subprocess.Popen(command, start_new_session=True)
        while process.poll() is None and not over.wait(0.5):
            pass
        if process.poll() is None:
            _end(process)
        else:
            over.wait(BETWEEN_WORKERS)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:  # in the middle of a job; the next worker takes it up again
        process.kill()


def _serve_with_gunicorn(port: int, ready: Callable[[str], None], workers: int) -> None:
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            options = {
                "bind": f"{HOST}:{port}",
                "workers": workers,
                "threads": 4,
                "worker_class": "gthread",
                "preload_app": True,
                "loglevel": "warning",
                "control_socket_disable": True,
                "when_ready": lambda server: ready(f"http://{HOST}:{port}/"),
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            from corridor.web.wsgi import application

            connections.close_all()
            return application

    with suppress(SystemExit):
        Server().run()


def _serve_in_threads(port: int, ready: Callable[[str], None]) -> None:
    """Where there is no gunicorn: Django's own server, good for one person on this machine."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from corridor.web.wsgi import application

    server = ThreadedWSGIServer((HOST, port), WSGIRequestHandler)
    server.set_app(application)
    ready(f"http://{HOST}:{port}/")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
