"""A composite indicator: data, a framework and options go through the steps; every data set is kept.

The steps are those of the JRC/OECD handbook (Nardo et al. 2008): denominate, screen, impute, treat, normalise,
weight and aggregate. `build` gives a frozen result that uncertainty, sensitivity and coherence work on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from corridor.attractiveness.aggregation import Aggregation, aggregate
from corridor.attractiveness.denomination import denominated
from corridor.attractiveness.errors import AttractivenessError, told
from corridor.attractiveness.imputation import Imputation, impute
from corridor.attractiveness.metadata import Framework, Matrix
from corridor.attractiveness.normalisation import Normalisation, normalise
from corridor.attractiveness.ranking import ranks
from corridor.attractiveness.screening import Screening, screen
from corridor.attractiveness.treatment import Treatment, treat_all

STEPS = ("denomination", "screening", "imputation", "treatment", "normalisation")
DATA_SETS = {
    "denomination": "denominated",
    "screening": "screened",
    "imputation": "imputed",
    "treatment": "treated",
    "normalisation": "normalised",
}


@dataclass(frozen=True)
class Options:
    """What is done at each step, None: not done. `steps` sets the order; treatment and normalisation stand last.

    `own_treatment`, `own_normalisation`: other choices for single indicators.
    """

    steps: tuple[str, ...] = STEPS
    denomination: bool = True
    screening: Screening | None = None
    imputation: Imputation | None = None
    treatment: Treatment | None = field(default_factory=Treatment)
    normalisation: Normalisation = field(default_factory=Normalisation)
    aggregation: Aggregation = field(default_factory=Aggregation)
    own_treatment: Mapping[str, Treatment | None] = field(default_factory=dict)
    own_normalisation: Mapping[str, Normalisation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if sorted(self.steps) != sorted(STEPS) or tuple(self.steps[-2:]) != STEPS[-2:]:
            raise AttractivenessError(
                "options", "parameter_wrong", parameter="steps", value=self.steps, expected=", ".join(STEPS)
            )


@dataclass(frozen=True)
class Remark:
    """Something the reader of a result must know: `told(lang)` gives it and what to do."""

    key: str
    values: Mapping[str, object]

    def told(self, lang: str) -> tuple[str, str]:
        """The remark and its remedy in a language."""
        return told(self.key, lang, **self.values)


@dataclass(frozen=True)
class DataSet:
    """Values after a step: units down, indicators across."""

    name: str
    units: tuple[str, ...]
    codes: tuple[str, ...]
    values: Matrix

    def table(self) -> pl.DataFrame:
        """Column unit and one a code; null is unknown."""
        return _table(self.units, self.codes, self.values)


@dataclass(frozen=True)
class Composite:
    """The result. `data`: the data sets in order; `levels`: aggregated values a level (indicators first).

    `weights`: a row a level. `sizes`: denominators of the kept units. `treatments`: see treat_all.
    """

    framework: Framework
    options: Options
    units: tuple[str, ...]
    names: Mapping[str, str]
    data: tuple[DataSet, ...]
    levels: tuple[Matrix, ...]
    weights: tuple[Matrix, ...]
    sizes: Mapping[str, Matrix]
    groups: Mapping[str, tuple[object, ...]]
    screening: pl.DataFrame | None
    treatments: pl.DataFrame
    remarks: tuple[Remark, ...]

    def values(self, name: str) -> Matrix:
        """A data set as an array: raw, denominated, screened, imputed, treated, normalised."""
        return self.set(name).values

    def set(self, name: str) -> DataSet:
        """A data set by name. Raises: method_unknown."""
        for one in self.data:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.data)
        raise AttractivenessError("data set", "method_unknown", method=name, known=known)

    def data_set(self, name: str) -> pl.DataFrame:
        """A data set as a table, `aggregated` included: column unit and one a code."""
        if name == "aggregated":
            return self.scores()
        return self.set(name).table()

    @cached_property
    def before_treatment(self) -> Matrix:
        """What treatment worked on."""
        return self.values(DATA_SETS[self.options.steps[-3]])

    def score(self, code: str | None = None) -> Matrix:
        """The score of each unit on a code, the index by default; NaN is unknown. Raises: code_unknown."""
        code = self.framework.index if code is None else code
        level = self.framework.level_of(code) - 1
        return np.asarray(self.levels[level][:, self.framework.levels[level].index(code)], dtype=float)

    @property
    def index(self) -> Matrix:
        """The score of each unit on the index."""
        return self.score()

    @cached_property
    def index_ranks(self) -> Matrix:
        """The place of each unit, 1 = highest."""
        return ranks(self.index)

    def scores(self, codes: Sequence[str] | None = None) -> pl.DataFrame:
        """Column unit and one a code, aggregates and indicators, of the aggregated data set."""
        chosen = self.framework.codes if codes is None else tuple(codes)
        return _table(self.units, chosen, np.column_stack([self.score(code) for code in chosen]))

    def ranks(self, codes: Sequence[str] | None = None) -> pl.DataFrame:
        """As `scores`, with places: 1 = highest, ties share the best place, null where unknown."""
        chosen = self.framework.codes if codes is None else tuple(codes)
        places = np.column_stack([ranks(self.score(code)) for code in chosen])
        return _table(self.units, chosen, places).with_columns(pl.exclude("unit").cast(pl.Int64))

    def place_of(self, unit: str) -> int:
        """Where a unit stands in the arrays. Raises: unit_unknown."""
        if unit not in self.units:
            raise AttractivenessError("data", "unit_unknown", unit=unit, known=", ".join(self.units))
        return self.units.index(unit)


def _table(units: Iterable[str], codes: Sequence[str], values: Matrix) -> pl.DataFrame:
    columns = {"unit": pl.Series("unit", list(units), dtype=pl.String)}
    columns |= {code: pl.Series(code, values[:, number]) for number, code in enumerate(codes)}
    return pl.DataFrame(columns).fill_nan(None)


# ---- building ----


@dataclass
class _Work:
    """What the steps hand on."""

    units: list[str]
    values: Matrix
    sizes: dict[str, Matrix]
    groups: dict[str, list[object]]
    screening: pl.DataFrame | None = None
    treatments: pl.DataFrame | None = None
    remarks: list[Remark] = field(default_factory=list)


def build(
    data: pl.DataFrame,
    framework: Framework,
    options: Options | None = None,
    *,
    weights: Mapping[str, float] | None = None,
) -> Composite:
    """Build a composite indicator.

    `data`: column uCode, optionally uName, one column an indicator (null is unknown), group and denominator of the
    framework; others are ignored. `weights` replace declared ones by code.
    Raises: AttractivenessError (column_missing, not_a_number, unit_twice, no_units and those of the steps).
    """
    options = Options() if options is None else options
    work, names = _read(data, framework)
    kept = [_kept("raw", work, framework)]
    for step in options.steps:
        _STEPS[step](work, framework, options)
        kept.append(_kept(DATA_SETS[step], work, framework))
        if not work.units:
            raise AttractivenessError("data", "no_units")
    rows = framework.weight_rows(weights)
    levels = aggregate(framework, work.values, rows, options.aggregation)
    for array in (*levels, *rows):
        array.setflags(write=False)
    return Composite(
        framework=framework,
        options=options,
        units=tuple(work.units),
        names=names,
        data=tuple(kept),
        levels=levels,
        weights=rows,
        sizes=dict(work.sizes),
        groups={name: tuple(values) for name, values in work.groups.items()},
        screening=work.screening,
        treatments=pl.DataFrame() if work.treatments is None else work.treatments,
        remarks=tuple(work.remarks),
    )


def _kept(name: str, work: _Work, framework: Framework) -> DataSet:
    values = work.values.copy()
    values.setflags(write=False)
    return DataSet(name, tuple(work.units), framework.indicators, values)


def _read(data: pl.DataFrame, framework: Framework) -> tuple[_Work, dict[str, str]]:
    wanted = ["uCode", *framework.indicators]
    for column in wanted:
        if column not in data.columns:
            raise AttractivenessError("data", "column_missing", column=column, present=", ".join(data.columns))
    if data.is_empty():
        raise AttractivenessError("data", "no_units")
    if data["uCode"].has_nulls():
        row = data["uCode"].is_null().arg_max() or 0
        raise AttractivenessError(f"data row {row + 1}", "unit_without_code")
    units = [str(unit) for unit in data["uCode"].to_list()]
    if len(set(units)) < len(units):
        twice = next(unit for number, unit in enumerate(units) if unit in units[:number])
        raise AttractivenessError("data", "unit_twice", unit=twice)
    names = (
        {unit: str(name) for unit, name in zip(units, data["uName"], strict=True)} if "uName" in data.columns else {}
    )
    values = np.column_stack([_numbers(data, code) for code in framework.indicators])
    of_type = {kind: [one.code for one in framework.entries if one.type == kind] for kind in ("Denominator", "Group")}
    sizes = {code: _numbers(data, code) for code in of_type["Denominator"] if code in data.columns}
    # any column may group units; those the framework declares and texts are carried along
    carried = [one for one in data.columns if one in of_type["Group"] or data[one].dtype == pl.String]
    groups = {one: data[one].to_list() for one in carried if one not in ("uCode", "uName")}
    return _Work(units, values, sizes, groups), names


def _numbers(data: pl.DataFrame, column: str) -> Matrix:
    series = data[column]
    if series.dtype == pl.String:
        text = series.str.strip_chars().replace({"": None, "NA": None})
        read = text.cast(pl.Float64, strict=False)
        for value in text.filter(text.is_not_null() & read.is_null()):
            raise AttractivenessError(f"data ({column})", "not_a_number", value=value)
    elif series.dtype.is_numeric() or series.dtype in (pl.Null, pl.Boolean):
        read = series.cast(pl.Float64)
    else:
        raise AttractivenessError(f"data ({column})", "not_a_number", value=str(series.dtype))
    found = np.asarray(read.fill_null(float("nan")).to_numpy(), dtype=float)
    if np.isinf(found).any():
        raise AttractivenessError(f"data ({column})", "not_a_number", value=float("inf"))
    return found


def _denominate(work: _Work, framework: Framework, options: Options) -> None:
    if options.denomination:
        work.values = denominated(work.values, framework, work.sizes)


def _screen(work: _Work, framework: Framework, options: Options) -> None:
    if options.screening is None:
        return
    done = screen(work.values, work.units, options.screening)
    work.screening = done.table
    for row in done.table.filter(~pl.col("included")).iter_rows(named=True):
        share = f"{row['availability']:.0%}"
        work.remarks.append(Remark("remark_screened", {"unit": row["unit"], "available": share}))
    keep = done.included
    work.units = [unit for unit, stays in zip(work.units, keep, strict=True) if stays]
    work.values = work.values[keep]
    work.sizes = {code: size[keep] for code, size in work.sizes.items()}
    work.groups = {
        name: [one for one, stays in zip(values, keep, strict=True) if stays] for name, values in work.groups.items()
    }


def _impute(work: _Work, framework: Framework, options: Options) -> None:
    how = options.imputation
    if how is None:
        return
    groups = None
    if how.group is not None:
        if how.group not in work.groups:
            raise AttractivenessError("imputation", "group_missing", column=how.group)
        groups = work.groups[how.group]
    families = None if how.level is None else [framework.ancestor(code, how.level) for code in framework.indicators]
    work.values = impute(work.values, how, groups=groups, directions=framework.directions(), families=families)
    if how.method != "none":
        for code, left in zip(framework.indicators, np.isnan(work.values).sum(axis=0), strict=True):
            if left:
                work.remarks.append(Remark("remark_not_imputed", {"code": code, "count": int(left)}))


def _treat(work: _Work, framework: Framework, options: Options) -> None:
    work.values, work.treatments = treat_all(
        work.values, framework.indicators, options.treatment, options.own_treatment
    )
    for row in work.treatments.iter_rows(named=True):
        if row["outcome"] == "undecided":
            work.remarks.append(Remark("remark_untreated", {"code": row["code"]}))
        elif row["passed"] is False:
            work.remarks.append(Remark("remark_still_fails", {"code": row["code"]}))


def _normalise(work: _Work, framework: Framework, options: Options) -> None:
    before = ~np.isnan(work.values)
    work.values = normalise(work.values, framework, options.normalisation, work.units, options.own_normalisation)
    for number, code in enumerate(framework.indicators):
        use = options.own_normalisation.get(code, options.normalisation)
        if before[:, number].any() and np.isnan(work.values[:, number]).all():
            work.remarks.append(Remark("remark_no_range", {"code": code}))
        if use.method == "fracmax" and framework.entry(code).direction == -1:
            work.remarks.append(Remark("remark_fracmax_direction", {"code": code}))


_STEPS = {
    "denomination": _denominate,
    "screening": _screen,
    "imputation": _impute,
    "treatment": _treat,
    "normalisation": _normalise,
}


# ---- variants ----


def rebuilt(
    result: Composite,
    *,
    treatment: Treatment | None = None,
    normalisation: Normalisation | None = None,
    aggregation: Aggregation | None = None,
    weights: Mapping[str, float] | None = None,
) -> Composite:
    """The same data with another treatment, normalisation, aggregation or other weights; what is None stays.

    No treatment at all is `Treatment(winmax=0, second=None)`.
    """
    options = replace(
        result.options,
        treatment=result.options.treatment if treatment is None else treatment,
        normalisation=normalisation or result.options.normalisation,
        aggregation=aggregation or result.options.aggregation,
    )
    work = _Work(list(result.units), result.before_treatment, dict(result.sizes), {})
    kept = list(result.data[:-2])
    for step in STEPS[-2:]:
        _STEPS[step](work, result.framework, options)
        kept.append(_kept(DATA_SETS[step], work, result.framework))
    rows = tuple(result.weights)
    if weights is not None:
        rows = result.framework.weight_rows(weights_by_code(result) | dict(weights))
    levels = aggregate(result.framework, work.values, rows, options.aggregation)
    earlier = tuple(one for one in result.remarks if one.key in ("remark_screened", "remark_not_imputed"))
    return replace(
        result,
        options=options,
        data=tuple(kept),
        levels=levels,
        weights=rows,
        treatments=work.treatments if work.treatments is not None else result.treatments,
        remarks=(*earlier, *work.remarks),
    )


def weights_by_code(result: Composite) -> dict[str, float]:
    """The weights a result was built with."""
    return {
        code: float(weight)
        for level, row in zip(result.framework.levels, result.weights, strict=True)
        for code, weight in zip(level, row, strict=True)
    }
