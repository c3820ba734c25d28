"""The main job: which posts of a region are filled by whom, why others stay open, and what would fill them.

>>> from corridor.plan import plan
>>> result = plan("flanders", date(2026, 11, 21), talents, vacancies)  # doctest: +SKIP
>>> result.reasons  # doctest: +SKIP
"""

from corridor.plan.planning import plan

__all__ = ["plan"]
