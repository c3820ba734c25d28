"""Corridor's engine for one case (generated plain Python), one case after the other."""

from decimal import Decimal
from functools import cache

import corridor_columns
import numpy as np
import polars as pl
from cases import CONDITIONS, DATES, EMPLOYMENT, RESULTS, TRANSFER_ROLE
from small_law import rules

from corridor.rules.freeze import in_memory

CHUNK = 100_000
TRUTH = {False: 0, None: 1, True: 2}


@cache
def euro(cents):
    """An amount as a case states it."""
    return None if cents is None else Decimal(cents) / 100


def prepare(folder):
    """The compiled law, and the cases as mappings of what is known, in chunks."""
    _, table = corridor_columns.prepare(folder)
    return in_memory(rules()), table.with_columns(pl.col(DATES).cast(pl.Date))


def run(prepared):
    """Read each case's facts and decide."""
    law, table = prepared
    out = np.empty((table.height, len(RESULTS)), np.uint8)
    decide, at = law.compiled.decide, law.moments.at
    for first in range(0, table.height, CHUNK):
        rows = table.slice(first, CHUNK).to_dicts()
        done = bytearray()
        for case in rows:
            case["gross_annual_salary"] = euro(case["gross_annual_salary"])
            case["employment"] = _named(EMPLOYMENT, case["employment"])
            case["transfer_role"] = _named(TRANSFER_ROLE, case["transfer_role"])
            found = decide(case, at(case["application_date"], case["start_date"]))
            done += bytes([TRUTH[t] for route in CONDITIONS for t in found[route][1]])
            done += bytes([TRUTH[found[route][0]] for route in CONDITIONS])
        out[first : first + len(rows)] = np.frombuffer(bytes(done), np.uint8).reshape(-1, len(RESULTS))
    return out


def _named(names, position):
    return None if position is None else names[position]


def answers(result):
    """Already 0 / 1 / 2."""
    return result
