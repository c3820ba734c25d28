"""One subject for each kind of report."""

from __future__ import annotations

from functools import cache
from typing import Any

from corridor.partnerships.design import shipped as designs
from corridor.partnerships.results import Result, summary
from corridor.partnerships.scheme import schemes
from corridor.partnerships.simulation import simulate
from tests.reports.made_dossier import later_dossier, made_dossier
from tests.reports.made_plan import made_plan


@cache
def simulated() -> tuple[Any, Result]:
    """A design with a short simulation."""
    design = designs()["palim"]
    return design, summary(simulate(design, draws=200))


@cache
def subjects() -> dict[str, tuple[str, Any, str | None]]:
    """Kind, subject and region by a name."""
    made = made_dossier()
    return {
        "plan": ("plan", made_plan(), None),
        "scheme": ("partnership", schemes()["SMP001"], None),
        "design": ("partnership", simulated(), None),
        "region": ("region", made, "flanders"),
        "country": ("region", made, "belgium"),
        "practices": ("practices", made, None),
        "initiatives": ("initiatives", made, None),
        "recommendations": ("recommendations", made, None),
        "recommendations of a region": ("recommendations", made, "flanders"),
        "programme": ("programme", made, None),
        "differences": ("differences", (made, later_dossier()), None),
        "plans": ("differences", (made_plan(), made_plan(circles=made_plan().circles[1:])), None),
    }
