"""The main job: a region's plan, from vacancies and talents to reasons and levers."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from corridor.matching.allocation import blocking_pairs, inversions
from corridor.matching.circles import REGIONS, order
from corridor.matching.policy import Policy, read_policy
from corridor.occupations import installed
from corridor.occupations.search import code_table
from corridor.permits.best_route import best_routes
from corridor.permits.book import book, law_version, reformed
from corridor.plan import tables
from corridor.plan.errors import PlanError
from corridor.plan.evidence import Evidence, EvidenceAsked
from corridor.plan.evidence import evidence as gather
from corridor.plan.levers import levers, unknowns
from corridor.plan.market import market
from corridor.plan.notes import note
from corridor.plan.partnership import partnership
from corridor.plan.result import (
    REASONS,
    CircleResult,
    Inputs,
    MethodResult,
    Note,
    Plan,
    Provenance,
    ReasonResult,
    ReformResult,
    RouteResult,
)
from corridor.plan.run import Method, Progress, Run, other_method, run
from corridor.plan.shortages import occupations, shortage_lists
from corridor.rules import reform as reforms_
from corridor.rules.errors import ReformError, RuleFileError
from corridor.rules.freeze import Frozen

METHODS: tuple[Method, ...] = ("stable", "max_fill")


def plan(
    region: str,
    date: date,
    talents: pl.DataFrame,
    vacancies: pl.DataFrame,
    *,
    law: Frozen | None = None,
    reforms: Sequence[str | Path] = (),
    policy: Policy | None = None,
    method: Method = "stable",
    place_undecided: bool = False,
    seed: int = 0,
    threads: int = 2,
    evidence: EvidenceAsked | None = None,
    progress: Progress = None,
) -> Plan:
    """A region's plan on a date.

    Args:
        region: flanders, wallonia, brussels, german_community.
        date: of the law, the lists and the order of circles.
        talents, vacancies: tables as `corridor pool template` describes them, typed as `corridor.pool` reads them.
        law: the law of the region, if not the one that ships.
        reforms: reform files on the law that ships; the plan is made again under each and compared.
        policy: how pairs are scored, if not the one that ships.
        method: `stable` (the closest person first, nobody would rather swap) or `max_fill` (most posts for the inner
            circles, then for the next).
        place_undecided: place people too whose access or conditions are not known.
        seed: of the order in which equals are taken.
        threads: of the search.
        evidence: tables of the user's own to measure shortages and project gaps with; lists are shown without.
        progress: called with a step's name, how much is done, and of how much.

    Raises:
        PlanError: the region, the date, the tables, a reform or the evidence cannot be planned with. CircleError: no
        order of circles. SearchError: a value of a table cannot be. LabourMarketError: a method or period of the
        evidence that there is not.
    """
    if method not in METHODS:
        raise PlanError("method", "method", method=method)
    if region not in REGIONS:
        raise PlanError("region", "region", region=region, known=", ".join(REGIONS))
    if law is not None and reforms:
        raise PlanError("reforms", "law_and_reforms")
    law = law or book(region)
    first, last = law.rules.coverage
    if not first <= date <= last:
        raise PlanError("date", "date", day=date, first=first, last=last)
    changes = [_read_reform(Path(reform), region) for reform in reforms]
    known = gather(region, date, evidence)
    coded_talents, coded_vacancies = _coded(talents, progress), _coded(vacancies, progress)
    here = market(region, date, coded_talents, coded_vacancies, order(region, date), policy or read_policy(), seed)
    base = run(here, law, method=method, place_undecided=place_undecided, threads=threads, progress=progress)
    changed = []
    for number, reform in enumerate(changes):
        if progress:
            progress("reform", number, len(changes))
        changed.append(_reform(base, *reform, place_undecided, threads, progress))
    return _assembled(base, changed, known, (talents, vacancies), progress)


def _coded(frame: pl.DataFrame, progress: Progress) -> pl.DataFrame:
    """Occupations from titles where no code is given and the title is sure enough."""
    return code_table(frame, progress=partial(progress, "titles") if progress else None).frame


# ---- results ----


def _assembled(
    base: Run,
    reforms: list[ReformResult],
    evidence: Evidence,
    given: tuple[pl.DataFrame, pl.DataFrame],
    progress: Progress,
) -> Plan:
    found = levers(base)
    placed = placements(base)
    vacancies_ = tables.vacancies(base)
    return Plan(
        region=base.market.region,
        date=base.market.day,
        inputs=_inputs(base, *given),
        policy=_policy(base),
        circles=circles(base),
        reasons=reasons(base),
        occupations=occupations(base, found, evidence),
        routes=routes(base, placed),
        levers=found,
        methods=_methods(base, progress),
        reforms=tuple(reforms),
        unknown=unknowns(base),
        notes=tuple(_notes(base)),
        provenance=_provenance(base, evidence, *given),
        tables={
            "vacancies": vacancies_,
            "placements": tables.placements(base, placed),
            "candidates": tables.candidates(base),
            "audit": tables.audit(base),
        },
        partnership=partnership(base, vacancies_),
        evidence=evidence.region,
    )


def _inputs(base: Run, talents: pl.DataFrame, vacancies: pl.DataFrame) -> Inputs:
    frames = {"talents": base.market.talents, "vacancies": base.market.vacancies}
    given = {"talents": talents, "vacancies": vacancies.filter(pl.col("region") == base.market.region)}
    return Inputs(
        talents=frames["talents"].height,
        vacancies=frames["vacancies"].height,
        posts=int(base.market.posts.sum()),
        uncoded={"talents": base.prepared.uncoded_talents, "vacancies": int(base.prepared.uncoded_vacancies.sum())},
        left_out=base.market.left_out,
        coded_by_title={name: _without_code(given[name]) - _without_code(frames[name]) for name in frames},
        synthetic=any(
            "synthetic" in f.columns and bool(f["synthetic"].fill_null(False).any()) for f in frames.values()
        ),
    )


def _without_code(frame: pl.DataFrame) -> int:
    return int(frame["isco08"].null_count()) if "isco08" in frame.columns else frame.height


def _policy(base: Run) -> dict[str, Any]:
    chosen = base.market.order
    return {
        "region": base.market.region,
        "valid_from": chosen.start,
        "label": chosen.label.model_dump(),
        "source": chosen.source,
        "confidence": chosen.confidence,
        "assumed": chosen.assumed,
        "note": chosen.note.model_dump(),
    }


def circles(base: Run) -> tuple[CircleResult, ...]:
    """Each circle, with the posts that the inner ones left."""
    filled = base.filled_by_circle()
    left = int(base.market.posts.sum())
    members = np.bincount(base.belonging.circle, minlength=len(filled))
    found = []
    for n, circle in enumerate(base.market.order.circles):
        found.append(CircleResult(circle.id, circle.label.model_dump(), int(members[n]), left, int(filled[n])))
        left -= int(filled[n])
    return tuple(found)


def reasons(base: Run) -> tuple[ReasonResult, ...]:
    """Unfilled posts by reason, in the order in which reasons are tried."""
    posts = base.reasons()
    open_ = base.unfilled > 0
    vacancies = np.bincount(base.reason[open_], minlength=len(REASONS))
    return tuple(ReasonResult(name, posts[name], int(vacancies[n])) for n, name in enumerate(REASONS))


def placements(base: Run) -> pl.DataFrame:
    """Who needs an authorisation among the placed, and the route: `edge`, `route`, `dependence_months`."""
    edge = np.flatnonzero(base.chosen)
    free = base.permission.free.gather(base.edges.talent[edge])
    needs = edge[~free.fill_null(False).to_numpy()]
    rows = pair_facts(base, needs)
    found = best_routes(rows, base.law) if len(needs) else _no_routes()
    return found.with_columns(pl.Series("edge", needs.astype(np.int64)))


def _no_routes() -> pl.DataFrame:
    return pl.DataFrame(schema={"permit_needed": pl.Boolean, "route": pl.String, "dependence_months": pl.Int32})


def pair_facts(base: Run, edge: Any) -> pl.DataFrame:
    """The facts of pairs as the law reads them."""
    return tables.pair_facts(base, edge)


def routes(base: Run, placed: pl.DataFrame) -> tuple[RouteResult, ...]:
    """Placements that need an authorisation, by route, most first."""
    some = placed.filter(pl.col("route").is_not_null())
    sums = some.group_by("route").agg(
        pl.len().alias("placements"),
        pl.col("dependence_months").mean().alias("mean"),
        pl.col("dependence_months").count().alias("known"),
    )
    labels = base.law.rules.routes
    return tuple(
        RouteResult(row["route"], dict(labels[row["route"]].label), row["placements"], row["mean"], row["known"])
        for row in sums.sort(["placements", "route"], descending=[True, False]).iter_rows(named=True)
    )


def _methods(base: Run, progress: Progress) -> tuple[MethodResult, ...]:
    runs = {base.method: base}
    for method in METHODS:
        if method not in runs:
            runs[method] = other_method(base, method, progress)
    return tuple(_method(runs[m], chosen=m == base.method) for m in METHODS)


def _method(base: Run, *, chosen: bool) -> MethodResult:
    ids = [c.id for c in base.market.order.circles]
    return MethodResult(
        base.method,
        chosen,
        dict(zip(ids, base.filled_by_circle().tolist(), strict=True)),
        round(float(base.edges.score[base.chosen].sum(dtype=np.int64)) / 1e6, 6),
        blocking_pairs(base.edges, base.chosen),
        inversions(base.edges, base.chosen),
        None if base.gap is None else base.gap / 1e6,
    )


# ---- reforms ----


def _read_reform(path: Path, region: str) -> tuple[reforms_.Reform, Frozen]:
    """A reform and the law as it leaves it; read before the search, so that a fault in it costs no waiting.

    Raises:
        PlanError: the file cannot be read, is faulty, or does not fit the law.
    """
    try:
        return reforms_.read_reform(path), reformed(path, region)
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError(str(path), "reform_unreadable", why=getattr(error, "strerror", None) or error) from error
    except (ReformError, RuleFileError) as error:
        raise PlanError(str(path), "reform", why=error) from error


def _reform(
    base: Run, document: reforms_.Reform, law: Frozen, place_undecided: bool, threads: int, progress: Progress
) -> ReformResult:
    after = run(
        base.market,
        law,
        method=base.method,
        place_undecided=place_undecided,
        like=base,
        threads=threads,
        progress=progress,
    )
    placed_before, placed_after = placements(base), placements(after)
    return ReformResult(
        document.id,
        dict(document.label),
        dict(document.note) if document.note else {},
        circles(after),
        reasons(after),
        routes(after, placed_after),
        moved(base, after),
        _mean(placed_before),
        _mean(placed_after),
    )


def _mean(placed: pl.DataFrame) -> float | None:
    found = placed["dependence_months"].mean()
    return float(found) if isinstance(found, int | float) else None


def moved(before: Run, after: Run) -> tuple[dict[str, Any], ...]:
    """Posts by what they were and what they became: `filled`, or a reason."""
    counts: dict[tuple[str, str], int] = {}
    was, now = before.filled, after.filled
    for state, posts in (
        (("filled", "filled"), np.minimum(was, now)),
        (("filled", None), was - now),
        ((None, "filled"), now - was),
        ((None, None), before.market.posts - np.maximum(was, now)),
    ):
        for row in np.flatnonzero(posts > 0):
            first = state[0] or REASONS[before.reason[row]]
            second = state[1] or REASONS[after.reason[row]]
            counts[first, second] = counts.get((first, second), 0) + int(posts[row])
    return tuple({"before": a, "after": b, "posts": counts[a, b]} for a, b in sorted(counts))


# ---- what a reader must know ----


def _notes(base: Run) -> Iterable[Note]:
    m = base.market
    if any("synthetic" in f.columns and bool(f["synthetic"].any()) for f in (m.talents, m.vacancies)):
        yield Note("synthetic", note("synthetic"))
    yield Note("assumed", note("law_of_the_day"))
    yield Note("assumed" if m.order.assumed else "uncertain", m.order.note.model_dump(), m.order.source)
    yield Note("assumed", m.policy.note.model_dump())
    yield Note("presumed", m.policy.ordinary_job.text.model_dump())
    for text in m.policy.presumed.values():
        yield Note("presumed", text.model_dump())
    if base.belonging.unsure:
        yield Note("uncertain", note("circle_unsure", n=base.belonging.unsure))
    uncoded = base.prepared.uncoded_talents, int(base.prepared.uncoded_vacancies.sum())
    if any(uncoded):
        yield Note("partial", note("uncoded", talents=uncoded[0], vacancies=uncoded[1]))
    for _, on in shortage_lists(base.law.rules, m.day):
        if not on.complete:
            yield Note("partial", note("partial_list", list=on.label, date=on.valid_from), on.source)
    yield Note("uncertain", note("mapped_list"))
    undecided = int((base.found.edges.state[base.chosen] != tables.FEASIBLE).sum())
    if undecided:
        yield Note("uncertain", note("placed_undecided", n=undecided))
    yield Note("uncertain", note("levers_overlap"))


def _provenance(base: Run, evidence: Evidence, talents: pl.DataFrame, vacancies: pl.DataFrame) -> Provenance:
    m = base.market
    rules = base.law.rules
    cited = {on.source for _, on in shortage_lists(rules, m.day)} | {m.order.source or ""}
    for route, condition in base.permission.conditions:
        found = next((c for c in rules.routes[route].conditions if c.id == condition), None)
        phrase = found.at(m.day) if found else None
        if phrase and phrase.ref:
            cited.add(phrase.ref.source)
    return Provenance(
        version=law_version(),
        law_version=rules.version,
        law_hash=rules.digest,
        made_at=None,
        inputs={"talents": fingerprint(talents), "vacancies": fingerprint(vacancies), **evidence.inputs},
        parameters={
            **m.policy.model_dump(include={"weights", "preference", "neutral", "reach", "skills_min_coverage", "k"}),
            "presumed": sorted(m.policy.presumed),
            "ordinary_job": m.policy.ordinary_job.facts,
            "method": base.method,
            "seed": m.seed,
            "titles": _titles(),
            "evidence": evidence.parameters,
        },
        sources={
            **{name: _source(rules.sources[name]) for name in sorted(cited) if name in rules.sources},
            **evidence.sources,
        },
    )


def _titles() -> str:
    """By what occupations were read from titles: the titles that ship, or ESCO as it is installed."""
    found = installed.installed()
    return "shipped" if found is None else " ".join(["ESCO", found.version or "?", *found.semantic])


def _source(source: Any) -> dict[str, Any]:
    return {"title": source.title, "publisher": source.publisher, "url": source.url, "read": source.read}


def fingerprint(frame: pl.DataFrame) -> str:
    """sha256 of a table's rows in the order of their ids, as Parquet: the same before and after a file.

    (Arrow would also hash what lies unseen under nulls.)
    """
    out = io.BytesIO()
    frame.sort("id").rechunk().write_parquet(out, compression="uncompressed", statistics=False)
    return hashlib.sha256(out.getbuffer()).hexdigest()
