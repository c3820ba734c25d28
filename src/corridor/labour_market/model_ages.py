"""Model schedules by age, for where only totals are known: survival, births, migration. Every one is an assumption.

They serve the Belgian stand-in (`population_belgium`) and the synthetic example; a user's own tables replace them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corridor.labour_market.population_inputs import FERTILE
from corridor.labour_market.projection_inputs import SEXES
from corridor.labour_market.projection_parameters import parameter

Floats = NDArray[np.float64]
LAST_AGE = 100
PARTS_OF_A_YEAR = 20


def person_years(life_expectancy: float, spread: float, last: int = LAST_AGE) -> Floats:
    """Years lived at each age by one person born, under the Gompertz law; the last age is open-ended.

    The risk of death at age x is exp((x - m) / b) / b with b the spread. The mode m is set so that the life
    expectancy comes out: m = e0 + 0.5772·b, exact but for the risk at birth, which is under one in ten thousand.
    """
    mode = life_expectancy + float(np.euler_gamma) * spread
    fine = (np.arange((last + 60) * PARTS_OF_A_YEAR) + 0.5) / PARTS_OF_A_YEAR
    alive = np.exp(-(np.exp((fine - mode) / spread) - np.exp(-mode / spread)))
    lived = alive.reshape(-1, PARTS_OF_A_YEAR).mean(axis=1)
    return np.append(lived[:last], lived[last:].sum())


def survival(lived: Floats) -> Floats:
    """Share alive a year later for cohorts -1 to the last, from the years lived at each age (a life table's L)."""
    beyond = lived[-1]
    ratios = lived[1:-1] / lived[:-2]
    # into the open end, and within it: both L(last)/(L(last-1) + L(last)), the usual closing of the table
    closing = beyond / (lived[-2] + beyond)
    return np.concatenate([lived[:1], ratios, [closing, closing]])


def by_sex(last: int = LAST_AGE) -> Floats:
    """Years lived by sex and age at the Belgian life expectancies, (sex, age)."""
    spread = parameter("gompertz_spread").value
    names = {"F": "life_expectancy_women", "M": "life_expectancy_men"}
    return np.stack([person_years(parameter(names[sex]).value, spread, last) for sex in SEXES])


def births_by_age(total: float, last: int = LAST_AGE) -> Floats:
    """Births a year per woman by age 0 to the last: a normal curve over the fertile ages that adds up to `total`."""
    ages = np.arange(last + 1)
    mean, spread = parameter("mean_age_mother").value, parameter("spread_age_mother").value
    curve = np.exp(-(((ages + 0.5 - mean) / spread) ** 2) / 2)
    curve[(ages < FERTILE.start) | (ages >= FERTILE.stop)] = 0.0
    return np.asarray(total * curve / curve.sum())


def migrants_by_age(last: int = LAST_AGE) -> Floats:
    """Share of migrants by sex and age: the sexes alike, a normal curve around the mean age of migrants."""
    ages = np.arange(last + 1)
    mean, spread = parameter("mean_age_migrant").value, parameter("spread_age_migrant").value
    curve = np.exp(-(((ages - mean) / spread) ** 2) / 2)
    return np.asarray(np.stack([curve, curve]) / (2 * curve.sum()))


def split_broad(total: float, working_age: float, last: int = LAST_AGE) -> Floats:
    """People by sex and age from a total and those of 15-64.

    Assumed: those outside 15-64 divide by `share_under_15`; within each of the three groups people divide as the
    years lived of the model life table do. A real age pyramid has bulges that this has not.
    """
    shares = np.array([1 - parameter("share_boys").value, parameter("share_boys").value])
    shape = by_sex(last) * shares[:, None]
    young = (total - working_age) * parameter("share_under_15").value
    people: Floats = np.empty_like(shape)
    for group, number in (
        (slice(0, 15), young),
        (slice(15, 65), working_age),
        (slice(65, None), total - working_age - young),
    ):
        people[:, group] = shape[:, group] * (number / shape[:, group].sum())
    return people
