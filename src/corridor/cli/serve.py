"""`corridor serve`: the web application, or one plan's folder, in the browser, on this machine only."""

from __future__ import annotations

import signal
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from corridor.cli import output
from corridor.cli.plan import LANGUAGES, WRONG, Progress, Refusal, refusing, say

HOST = "127.0.0.1"
SHOWN = (".html", ".json", ".parquet")


def serve(*, port: int = 8000, browser: bool = True, demo: bool = True, renew: bool = False, lang: str = "en") -> int:
    """Serve the web application until Ctrl-C: set up, with the demo's plan, on 127.0.0.1. Returns the exit code."""
    with refusing(lang):
        try:
            from corridor.web import serving
        except ModuleNotFoundError as error:
            raise Refusal("corridor serve", "no_web", why=error) from error
        try:
            port = serving.free_port(port)
            serving.prepare(demo=demo, renew=renew, progress=Progress(lang))
            serving.serve(port, ready=partial(_ready, browser=browser, lang=lang))
        except serving.PortTaken as error:
            raise Refusal("--port", "no_port", port=port, why=error) from error
        return 0
    return WRONG


def _ready(address: str, *, browser: bool, lang: str) -> None:
    from corridor.web.serving import first_administrator_path

    output.result(say("address_web", lang, address=address))
    if path := first_administrator_path():
        output.remark(say("first_administrator", lang, address=address.rstrip("/") + path))
    if browser:
        webbrowser.open(address)


def serve_folder(folder: Path, *, port: int = 8000, browser: bool = True, lang: str = "en") -> int:
    """Serve a plan until Ctrl-C. Returns the exit code."""
    with refusing(lang):
        if not (folder / "plan.html").is_file():
            raise Refusal(str(folder), "no_plan")
        try:
            server = ThreadingHTTPServer((HOST, port), partial(Pages, directory=str(folder)))
        except (OSError, OverflowError) as error:
            raise Refusal("--port", "no_port", port=port, why=error) from error
        address = f"http://{HOST}:{server.server_port}/"
        output.result(say("address", lang, address=address))
        if browser:
            webbrowser.open(address)
        with ended_by_signals():
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                output.remark("")
            finally:
                server.server_close()
        return 0
    return WRONG


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGINT and SIGTERM end what runs, also where a shell started it in the background and made it ignore SIGINT."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Pages(SimpleHTTPRequestHandler):
    """A plan's own files and nothing else: `/` is the page, `/en/`, `/fr/`, `/nl/` the page in a language."""

    def translate_path(self, path: str) -> str:
        """The file of an address."""
        name = path.split("?", 1)[0].split("#", 1)[0].strip("/")
        name = f"plan.{name}.html" if name in LANGUAGES else name or "plan.html"
        return str(Path(self.directory) / name)

    def do_GET(self) -> None:
        """Send a file of the plan, or say that there is none."""
        if self._known():
            super().do_GET()

    def do_HEAD(self) -> None:
        """As GET, without the file."""
        if self._known():
            super().do_HEAD()

    def _known(self) -> bool:
        file = Path(self.translate_path(self.path))
        known = file.parent == Path(self.directory) and file.suffix in SHOWN and file.is_file()
        if not known:
            self.send_error(HTTPStatus.NOT_FOUND)
        return known

    def end_headers(self) -> None:
        """Nothing is kept, nothing is fetched from elsewhere."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""
