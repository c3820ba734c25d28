"""Corridor's engine for tables: the law folder compiled to column expressions, on Polars."""

import narwhals as nw
import numpy as np
import polars as pl
from cases import ALWAYS_KNOWN, CONDITIONS, EMPLOYMENT, FACTS, RESULTS, TRANSFER_ROLE, read
from small_law import rules

from corridor.permits.table import spans
from corridor.rules.columns import plan
from corridor.rules.encoding import DTYPES


def prepare(folder):
    """The cases as the engine's table: whole numbers, null where unknown."""
    law = rules()
    values, known = read(folder)
    columns = []
    for fact in (*ALWAYS_KNOWN, *FACTS):
        kind = DTYPES[law.facts[fact].type]
        column = pl.Series(fact, values.pop(fact)).cast(kind)
        if fact in known:
            column = pl.select(pl.when(pl.Series(known.pop(fact))).then(column).alias(fact)).to_series()
        columns.append(column)
    assert law.facts["employment"].values == EMPLOYMENT
    assert law.facts["transfer_role"].values == TRANSFER_ROLE
    return law, pl.DataFrame(columns)


def run(prepared):
    """Compile the law for the dates in the table, and answer every case."""
    law, table = prepared
    made = plan(law, table.columns, spans=spans(table))
    names = {own: made.conditions[route][i] for route, owns in CONDITIONS.items() for i, own in enumerate(owns)}
    columns = [nw.col(column).alias(own) for own, column in names.items()]
    return made.run(nw.from_native(table.lazy())).select(*columns, *CONDITIONS).to_native().collect()


def answers(result):
    """0 / 1 / 2, one row a case."""
    out = np.empty((result.height, len(RESULTS)), np.uint8)
    for position, name in enumerate(RESULTS):
        out[:, position] = (result[name].cast(pl.UInt8) * 2).fill_null(1).to_numpy()
    return out
