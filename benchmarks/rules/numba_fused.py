"""One compiled pass over the cases, all 27 results of a case at once, on every core: the limit to measure against.

The tables of thresholds and lists are built outside the pass, with all of the law's dates merged; compiling is not
counted, and kept for the next process.
"""

import numba as nb
import numpy as np
from cases import ALWAYS_KNOWN, FACTS, RESULTS, day, read, read_figures
from numpy_arrays import CODES, tables

PAY = ("hs_pay", "hs_pay_reduced", "blue_card_pay", "minimum_pay", "ict_manager_pay", "ict_other_pay")
LISTS = ("nurses", "teachers", "ict_occupations", "medium_skilled", "vdab")
LEVELS = ("hs_level", "blue_card_level", "ict_level", "ict_trainee_level", "hs_reduced_age", "ict_months")
NOT_KNOWN = -1


def prepare(folder):
    """Arguments of the pass; compiles it on ten cases."""
    parameters, lists = tables(read_figures(folder))
    values, known = read(folder)
    pay_days, pay = _merged({n: parameters[n] for n in PAY})
    filing_days, filed = _merged({n: parameters[n] for n in ("blue_card_months", "ict_experience", "vacancy_period")})
    fixed = np.array([parameters[n][1][-1] for n in LEVELS])
    list_days = np.unique(np.concatenate([lists[n][0] for n in LISTS]))
    on_list = np.zeros((len(list_days) + 1, CODES), np.uint16)
    for position in range(len(list_days) + 1):
        for bit, name in enumerate(LISTS):
            days, truths = lists[name]
            step = np.searchsorted(days, list_days[position - 1], side="right") if position else 0
            on_list[position] |= truths[step].astype(np.uint16) << (2 * bit)
    facts = [values[f] for f in ALWAYS_KNOWN] + [a for f in FACTS for a in (values[f], known[f])]
    law = (pay_days, pay, filing_days, filed, fixed, list_days, on_list)
    run(([a[:10] for a in facts], law))
    return facts, law


def _merged(parameters):
    """Days of any change, and the values of all parameters from each of them on."""
    days = np.unique(np.concatenate([p[0] for p in parameters.values()]))
    table = np.full((len(days) + 1, len(parameters)), NOT_KNOWN, np.int64)
    for column, (starts, values, known) in enumerate(parameters.values()):
        step = np.searchsorted(starts, days, side="right")
        table[1:, column] = np.where(known[step], values[step], NOT_KNOWN)
    return days, table


def run(prepared):
    """One row of 27 bytes a case."""
    facts, law = prepared
    out = np.empty((len(facts[0]), len(RESULTS)), np.uint8)
    _decide(*facts, *law, out)
    return out


def answers(result):
    """Already 0 / 1 / 2."""
    return result


REFORM, TRANSFERS, ORDER_IN_FORCE = day("2024-05-01"), day("2021-12-16"), day("2019-01-01")


@nb.njit(inline="always")
def _calendar(days):
    """yyyymmdd of days since 1970."""
    days += 719468
    era = days // 146097
    of_era = days - era * 146097
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return (year + era * 400 + (month <= 2)) * 10_000 + month * 100 + of_year - (153 * shifted + 2) // 5 + 1


@nb.njit(inline="always")
def _step(days, when):
    step = 0
    while step < len(days) and days[step] <= when:
        step += 1
    return step


@nb.njit(inline="always")
def _at_least(value, known, limit):
    return 1 if not known or limit < 0 else (2 if value >= limit else 0)


@nb.njit(inline="always")
def _is(value, known, code):
    return 1 if not known else (2 if value == code else 0)


@nb.njit(parallel=True, cache=True)
def _decide(
    filing, start, birth, birth_k, pay, pay_k, isco, isco_k, level, level_k, years, years_k, contract, contract_k,
    months, months_k, weeks, weeks_k, role, role_k, group, group_k, employer, employer_k, same, same_k,
    pay_days, pay_limits, filing_days, filing_limits, fixed, list_days, on_list, out,
):  # fmt: skip
    for i in nb.prange(len(filing)):
        limits = pay_limits[_step(pay_days, start[i])]
        filed = filing_limits[_step(filing_days, filing[i])]
        on_filing = on_list[_step(list_days, filing[i]), isco[i]]
        on_start = on_list[_step(list_days, start[i]), isco[i]]
        if not isco_k[i]:
            on_filing = on_start = 0b0101010101
        reform = 2 if filing[i] >= REFORM else 0
        local = _is(contract[i], contract_k[i], 0)
        seconded = _is(contract[i], contract_k[i], 1)
        in_belgium = _is(employer[i], employer_k[i], True)
        young = 1
        if birth_k[i]:
            young = 2 if (_calendar(start[i]) - _calendar(birth[i])) // 10_000 < fixed[4] else 0
        teacher = min(reform, on_filing >> 2 & 3)
        reduced = min(local, max(young, max(on_start & 3, teacher)))
        professional = min(reform, min(on_filing >> 4 & 3, _at_least(years[i], years_k[i], filed[1])))
        p, k = pay[i], pay_k[i]
        d, e = level[i], level_k[i]
        o = out[i]
        o[0] = _at_least(d, e, fixed[0])
        o[1] = max(_at_least(p, k, limits[0]), min(reduced, _at_least(p, k, limits[1])))
        o[2] = max(in_belgium, seconded)
        o[3] = max(_at_least(d, e, fixed[1]), professional)
        o[4] = _at_least(p, k, limits[2])
        o[5] = min(local, _at_least(months[i], months_k[i], filed[0]))
        o[6] = in_belgium
        o[7] = on_filing >> 6 & 3
        o[8] = in_belgium
        o[9] = local
        o[10] = _at_least(p, k, limits[3])
        o[11] = on_filing >> 8 & 3
        o[12] = _at_least(weeks[i], weeks_k[i], filed[2])
        o[13] = in_belgium
        o[14] = local
        o[15] = o[10]
        manager = _is(role[i], role_k[i], 1)
        specialist = min(_is(role[i], role_k[i], 2), max(_at_least(d, e, fixed[2]), professional))
        trainee = min(_is(role[i], role_k[i], 3), _at_least(d, e, fixed[3]))
        o[16] = 2 - _is(role[i], role_k[i], 0)
        o[17] = _is(same[i], same_k[i], True)
        o[18] = seconded
        o[19] = _at_least(group[i], group_k[i], fixed[5])
        o[20] = max(_at_least(p, k, limits[4]), min(2 - manager, _at_least(p, k, limits[5])))
        o[21] = max(manager, max(specialist, trainee))
        in_force = 2 if filing[i] >= ORDER_IN_FORCE else 0
        transfers = 2 if filing[i] >= TRANSFERS else 0
        o[22] = min(min(in_force, o[0]), min(o[1], o[2]))
        o[23] = min(min(in_force, o[3]), min(min(o[4], o[5]), o[6]))
        o[24] = min(min(in_force, o[7]), min(min(o[8], o[9]), o[10]))
        o[25] = min(min(reform, o[11]), min(min(o[12], o[13]), min(o[14], o[15])))
        o[26] = min(min(min(transfers, o[16]), min(o[17], o[18])), min(o[19], min(o[20], o[21])))
