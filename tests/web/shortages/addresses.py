"""The addresses of the pages about occupations, for the permission matrix: public, the same for everybody."""

from __future__ import annotations

from typing import Any


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name -> arguments."""
    return {
        "shortages:index": {},
        "shortages:index_csv": {},
        "shortages:compare": {},
        "shortages:detail": {"code": "7112"},
        "shortages:detail_csv": {"code": "7112"},
        "shortages:lists": {},
        "shortages:one_list": {"name": "medium_skilled"},
        "shortages:one_list_csv": {"name": "medium_skilled"},
        "shortages:regions": {},
        "shortages:every_list": {"code": "7112"},
        "shortages:every_list_csv": {"code": "7112"},
    }
