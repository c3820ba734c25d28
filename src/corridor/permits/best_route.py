"""Which open route ties a person least to one employer, for a table of cases."""

from __future__ import annotations

from functools import reduce
from typing import Any

import narwhals as nw
import polars as pl

from corridor.permits import table
from corridor.permits.rights import HORIZON
from corridor.rules.encoding import encode
from corridor.rules.freeze import Frozen

UMBRELLAS = ("single_permit", "work_card")
"""Routes that only repeat the routes which lead to them."""
LATER = HORIZON + 1


def best_routes(rows: pl.DataFrame, law: Frozen) -> pl.DataFrame:
    """The open work route of each case with the fewest months of dependence.

    Args:
        rows: cases of one region, already read: `region`, `application_date`, facts.
        law: the law of that region, or as a reform leaves it.

    Returns:
        `permit_needed`; `route` (null where no permit is needed or no work route is open; of equal ones the first in
        the law's order, one whose months are not known last); `dependence_months` of that route (null where not known).
    """
    rules = law.rules
    names = [n for n, r in rules.routes.items() if r.kind == "work_route" and n not in UMBRELLAS]
    encoded = encode(rows, rules, keep=("id", "region"))
    made = table.stages(rules, encoded, list(rules.routes))
    months = {f"{n}__months": table.months(n) for n in names}
    needed = table.permit_needed(rules, list(rules.routes))
    wanted = made.run(nw.from_native(encoded.lazy())).select(*names, permit_needed=needed, **months)
    found: pl.DataFrame = wanted.to_native().collect()
    keys = [
        pl.when(pl.col(n)).then(pl.col(f"{n}__months").fill_null(LATER)).alias(n) for n in names
    ]  # null: the route is not open
    open_ = found.select("permit_needed", *keys)
    best = pl.min_horizontal(names)
    start: Any = pl.when(False).then(None)
    first = reduce(lambda chain, n: chain.when(pl.col(n) == best).then(pl.lit(n)), names, start)
    tied = pl.col("permit_needed").fill_null(True) & best.is_not_null()
    return open_.select(
        "permit_needed",
        pl.when(tied).then(first.otherwise(None)).cast(pl.String).alias("route"),
        pl.when(tied & (best != LATER)).then(best).alias("dependence_months"),
    )
