"""What the reference page says of every operation, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEXTS: dict[tuple[str, str], tuple[Promise | str, str]] = {
    ("post", "/route-check"): (
        _("One case or a list, in JSON or YAML, against the law; nothing is stored. At most 500 cases."),
        "permits check FILE --format json",
    ),
    ("get", "/routes"): (_("Every route with its conditions, as they stand today."), "permits routes --format json"),
    ("get", "/law/{region}"): (_("Amounts, terms and lists of a region on a day, with source and certainty."), ""),
    ("get", "/law/{region}/parameters/{name}"): (_("A value of the law over time."), ""),
    ("get", "/shortages/{region}"): (
        _("Occupations on the legal lists on a day. What is on no list may be short all the same."),
        "",
    ),
    ("get", "/shortages/{region}/{isco08}"): (_("What each list says of an occupation, now and over time."), ""),
    ("get", "/plans"): (_("Finished plans that you may read."), ""),
    ("get", "/plans/{key}"): (_("A plan: the same bytes as plan.json."), "plan REGION ... --out DIR"),
    ("get", "/plans/{key}/vacancies.parquet"): (_("Every vacancy of a plan: posts, filled, reasons. No people."), ""),
    ("get", "/plans/{key}/matches"): (_("Who fits a vacancy of a plan, best first. Reading is logged."), ""),
}
"""By method and path: the text, and the command that gives the same answer."""
SCOPES = {"/plans/{key}/matches": "matches"}
PREFIX = "/api/v1"


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it."""

    method: str
    path: str
    text: Promise | str
    command: str
    scope: str
    parameters: tuple[tuple[str, str, bool], ...]
    """Name, where it stands (path, query), whether it must be given."""


def operations() -> list[Operation]:
    """Every operation of the API, in the order of its description.

    Raises:
        KeyError: an operation has no text.
    """
    from corridor.web.api.views import api

    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        short = path.removeprefix(PREFIX)
        for method, said in methods.items():
            text, command = TEXTS[method, short]
            given = tuple((p["name"], p["in"], bool(p.get("required"))) for p in said.get("parameters", ()))
            found.append(Operation(method.upper(), short, text, command, SCOPES.get(short, ""), given))
    return found
