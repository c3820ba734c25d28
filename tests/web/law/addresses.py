"""The addresses of the law browser, for the permission matrix: public pages, the same for everybody."""

from __future__ import annotations

from typing import Any


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name -> arguments."""
    return {
        "law:index": {},
        "law:route": {"name": "highly_skilled"},
        "law:parameters": {},
        "law:parameter": {"name": "hs_salary_min"},
        "law:parameter_csv": {"name": "hs_salary_min"},
        "law:lists": {},
        "law:list": {"name": "blue_card_ict"},
        "law:list_csv": {"name": "blue_card_ict"},
        "law:search": {},
        "law:compare": {},
        "law:sources": {},
        "law:source": {"name": "law-1980-12-15"},
        "law:uncertain": {},
    }
