"""The main job: which posts of a region are filled by whom, why others stay open, and what would fill them.

>>> from corridor.plan import plan
>>> result = plan("flanders", date(2026, 11, 21), talents, vacancies)  # doctest: +SKIP
>>> result.reasons  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corridor.plan.planning import plan

__all__ = ["plan"]


def __getattr__(name: str) -> Any:
    """`plan` is imported when it is asked for: a reader of results needs no search."""
    if name == "plan":
        from corridor.plan.planning import plan

        return plan
    raise AttributeError(name)
