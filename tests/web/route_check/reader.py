"""A browser without JavaScript: reads a page's forms and sends them as a person's click would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

CASE = {
    "region": "flanders",
    "application_date": "2026-03-10",
    "fact-purpose": "work",
    "fact-nationality": "TN",
    "fact-residence_status": "abroad",
    "fact-gross_annual_salary": "45000",
    "fact-isco08": "2512",
    "fact-employment": "local",
    "fact-education_level": "6",
    "fact-job_level": "6",
    "fact-age": "28",
    "fact-duration_days": "700",
}
"""A developer from Tunis: the route for highly skilled workers is open, under the reduced threshold."""


@dataclass
class Form:
    """A form of a page with what it would send."""

    action: str
    id: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    @property
    def values(self) -> dict[str, str]:
        """The hidden fields."""
        return dict(self.fields)


@dataclass(frozen=True)
class Button:
    """A submit button: its words, what it adds, and where it sends."""

    text: str
    name: str
    value: str
    form: str
    action: str


class Reader(HTMLParser):
    """Forms, buttons, headings and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.buttons: list[Button] = []
        self.controls: list[dict[str, str]] = []
        self.ids: list[str] = []
        self.text = ""
        self._open: Form | None = None
        self._button: dict[str, str] | None = None
        self._words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("id", ""))
            self.forms.append(self._open)
        elif tag == "input" and given.get("type") == "hidden" and self._open is not None:
            self._open.fields.append((given["name"], given.get("value", "")))
        elif tag in ("input", "select"):
            self.controls.append(given)
        elif tag == "button":
            inside = self._open.id if self._open else ""
            self._button, self._words = {**given, "inside": inside}, ""

    def handle_endtag(self, tag: str) -> None:
        self.text += " " if tag in ("dt", "dd", "li", "p", "h1", "h2", "h3", "div") else ""
        if tag == "form":
            self._open = None
        elif tag == "button" and self._button is not None:
            given = self._button
            self.buttons.append(
                Button(
                    " ".join(self._words.split()),
                    given.get("name", ""),
                    given.get("value", ""),
                    given.get("form", given["inside"]),
                    given.get("formaction", ""),
                )
            )
            self._button = None

    def handle_data(self, data: str) -> None:
        self.text += data
        self._words += data

    def form(self, ending: str) -> Form:
        """The first visible form that is sent to an address with this ending."""
        return next(f for f in self.forms if f.action.endswith(ending) and f.id not in ("case", "from-link"))

    def press(self, client: Client, text: str, **more: str) -> Any:
        """Press the button of the case whose words begin so."""
        button = next(b for b in self.buttons if b.text.startswith(text))
        form = next(f for f in self.forms if f.id == "case")
        data = form.values | ({button.name: button.value} if button.name else {}) | more
        return client.post((button.action or form.action).split("#")[0], data)


def read(response: Any) -> Reader:
    """The page of a response."""
    return Reader(response.content.decode())


def ask(client: Client, page: str = "answer", lang: str = "en", /, **more: str) -> Any:
    """Send the case of the developer from Tunis, with other or further fields."""
    return client.post(f"/{lang}/route-check/{page}", {**CASE, **more})
