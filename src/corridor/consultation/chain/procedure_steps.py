"""The steps of a region's procedure, as the law data name them."""

from __future__ import annotations

from functools import cache


@cache
def step_ids(region: str) -> frozenset[str]:
    """The names of all steps and deadlines of a region's procedure, federal ones among them; of `belgium`, of all."""
    from corridor.permits import procedure_file
    from corridor.permits.book import LAW, book
    from corridor.permits.case import REGIONS

    if region == "belgium":
        return frozenset().union(*(step_ids(one) for one in REGIONS))
    rules = book(region).rules
    found = procedure_file.load(LAW, region, rules)
    steps = {step.id for step in rules.procedure.steps}
    deadlines = {one.id for one in found.deadlines}
    asked = {one.id for one in found.requirements} | {one.id for one in found.grants}
    return frozenset(steps | deadlines | asked)
