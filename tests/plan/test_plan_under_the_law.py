"""A synthetic pool under the real law of Flanders: what must hold of the whole plan, its document and its tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from corridor.matching.policy import read_policy
from corridor.matching.search import SearchError
from corridor.plan import plan
from corridor.plan.errors import PlanError
from corridor.plan.result import REASONS, Plan
from corridor.plan.writing import write
from corridor.pool.synthesise import synthesise

DAY = date(2026, 11, 21)
EVERYBODY = read_policy().model_copy(update={"k": 1000})
CODES = ["7112", "7122", "2512", "5120"]
"""Bricklayers are on the list of medium-skilled occupations of 2026; tilers, cooks and developers are not."""
WIDER = """
id: wider
label: {en: Lower pay and a longer list, fr: Salaire plus bas et liste plus longue, nl: Lager loon en langere lijst}
parameters:
  flanders.hs_salary_min: {from: 2026-01-01, value: 20000, later: replace}
  flanders.hs_salary_min_reduced: {from: 2026-01-01, value: 20000, later: replace}
lists:
  flanders.medium_skilled:
    from: 2026-01-01
    later: replace
    add:
      - {title: {en: Any trade, fr: Tout métier, nl: Elk vak}, codes: ["5", "7", "8"], mapping: main}
"""


def crowded(seed: int, people: int = 90, jobs: int = 40) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A synthetic pool squeezed into four occupations, so that many want one post; two in three live in Morocco."""
    pool = synthesise(people, jobs, seed)
    codes = pl.Series(CODES)

    def squeezed(frame: pl.DataFrame) -> pl.DataFrame:
        index = frame.with_row_index()["index"]
        code = codes.gather(index % len(codes))
        return frame.with_columns(
            isco08=pl.when(pl.col("isco08").is_null()).then(None).otherwise(code),
            title=pl.lit(None, pl.String),
            skills=pl.lit(None, pl.List(pl.String)),
        )

    talents = squeezed(pool.talents)
    third = talents.with_row_index()["index"] % 3 > 0
    talents = talents.with_columns(
        pl.when(third).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, value in {
            "nationality": "MA",
            "residence_status": "abroad",
            "residence_country": "MA",
            "residence_region": None,
            "work_access": "needs_permit",
            "wish_regions": None,
        }.items()
    )
    vacancies = squeezed(pool.vacancies)
    asks = vacancies.with_row_index()["index"] % 5 == 0
    return talents, vacancies.with_columns(
        pl.when(asks).then(pl.col(name)).otherwise(None).alias(name)
        for name in ("education_level_min", "languages_min", "licences")
    )


@pytest.fixture(scope="module")
def pool() -> tuple[pl.DataFrame, pl.DataFrame]:
    return crowded(3)


@pytest.fixture(scope="module")
def wider(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reform") / "wider.yaml"
    path.write_text(WIDER, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(pool: tuple[pl.DataFrame, pl.DataFrame], wider: Path) -> Plan:
    return plan("flanders", DAY, *pool, policy=EVERYBODY, reforms=[wider])


def test_the_pool_has_what_these_tests_need(made: Plan) -> None:
    """Placements in several circles and several reasons; else the tests below would hold of nothing."""
    assert sum(circle.filled > 0 for circle in made.circles) >= 2
    assert {r.reason for r in made.reasons if r.posts} >= {"not_allowed", "undecided", "outcompeted"}
    assert made.routes


def test_posts_add_up_everywhere(made: Plan) -> None:
    placed = made.tables["placements"].height
    assert made.inputs.posts == placed + made.unfilled == sum(c.filled for c in made.circles) + made.unfilled
    vacancies = made.tables["vacancies"]
    assert (vacancies["posts"] == vacancies["filled"] + vacancies["unfilled"]).all()
    assert vacancies["posts"].sum() == made.inputs.posts
    for reason in made.reasons:
        rows = vacancies.filter(pl.col("reason") == reason.reason)
        assert reason.posts == rows["unfilled"].sum() == vacancies[reason.reason].sum()
        assert reason.vacancies == rows.height
        assert reason.posts == sum(o.reasons[reason.reason] for o in made.occupations)
    for circle in made.circles:
        assert circle.filled == sum(o.filled[circle.name] for o in made.occupations)
        assert circle.filled == made.tables["placements"].filter(pl.col("circle") == circle.name).height
    for o in made.occupations:
        assert o.posts == o.unfilled + sum(o.filled.values())
        assert o.unfilled == sum(o.reasons.values())
    assert sum(r.placements for r in made.routes) <= made.circles[-1].filled


def test_circles_are_offered_what_the_inner_ones_left(made: Plan) -> None:
    left = made.inputs.posts
    for circle in made.circles:
        assert circle.offered == left
        left -= circle.filled
    assert left == made.unfilled
    assert sum(circle.talents for circle in made.circles) == made.inputs.talents


def test_placements_are_candidates_once_each(made: Plan) -> None:
    placements = made.tables["placements"]
    assert placements["talent"].is_unique().all()
    kept = made.tables["candidates"].filter("placed").select("vacancy", "talent", "score")
    assert_frame_equal(kept, placements.select("vacancy", "talent", "score"), check_row_order=False)
    posts = made.tables["vacancies"].select("id", "filled", "posts")
    held = placements.group_by("vacancy").len().rename({"vacancy": "id", "len": "held"}).cast({"held": pl.Int64})
    joined = posts.join(held, on="id", how="left").with_columns(pl.col("held").fill_null(0))
    assert (joined["held"] == joined["filled"]).all()
    assert (joined["held"] <= joined["posts"]).all()


def test_outcompeted_means_that_all_who_could_hold_another_post(made: Plan) -> None:
    placed = made.tables["placements"]["talent"]
    open_ = made.tables["vacancies"].filter(pl.col("reason") == "outcompeted")["id"]
    rivals = made.tables["candidates"].filter(pl.col("vacancy").is_in(open_.implode()))
    assert rivals.height
    assert rivals["talent"].is_in(placed.implode()).all()
    assert set(rivals["vacancy"]) == set(open_)


def test_no_lever_opens_more_than_its_reason_has(made: Plan) -> None:
    posts = {r.reason: r.posts for r in made.reasons}
    assert made.levers
    for lever in made.levers:
        assert 0 < lever.posts <= posts[lever.reason]
        coded = sum(place["posts"] for place in lever.occupations)
        assert coded <= lever.posts
    for unknown in made.unknown:
        assert 0 < unknown.posts <= posts["undecided"]
    for o in made.occupations:
        assert o.lever is None or o.lever.posts <= o.reasons[o.lever.reason]


# ---- reforms ----


def test_a_wider_law_fills_posts_and_adds_up(made: Plan) -> None:
    (after,) = made.reforms
    moved = after.moved
    assert sum(m["posts"] for m in moved) == made.inputs.posts
    before_filled = sum(m["posts"] for m in moved if m["before"] == "filled")
    after_filled = sum(m["posts"] for m in moved if m["after"] == "filled")
    assert before_filled == sum(c.filled for c in made.circles)
    assert after_filled == sum(c.filled for c in after.circles)
    assert after_filled > before_filled
    for reason in REASONS:
        was = next(r.posts for r in made.reasons if r.reason == reason)
        now = next(r.posts for r in after.reasons if r.reason == reason)
        assert was == sum(m["posts"] for m in moved if m["before"] == reason)
        assert now == sum(m["posts"] for m in moved if m["after"] == reason)


def test_under_a_wider_law_no_post_becomes_forbidden(wider: Path) -> None:
    """Of vacancies with one post; of several, the next in line may be forbidden where the first now works."""
    for seed in (3, 4):
        talents, vacancies = crowded(seed)
        one = vacancies.with_columns(posts=pl.lit(1, vacancies.schema["posts"]))
        (after,) = plan("flanders", DAY, talents, one, policy=EVERYBODY, reforms=[wider]).reforms
        assert not [m for m in after.moved if m["after"] == "not_allowed" and m["before"] != "not_allowed"]


# ---- the same again, and what must not matter ----


def same(first: Plan, second: Plan) -> None:
    assert first.document() == second.document()
    for name, table in first.tables.items():
        assert_frame_equal(table, second.tables[name])


def test_the_order_of_rows_changes_nothing(made: Plan, pool: tuple[pl.DataFrame, pl.DataFrame], wider: Path) -> None:
    mixed = [frame.sample(fraction=1, shuffle=True, seed=n) for n, frame in enumerate(pool)]
    same(made, plan("flanders", DAY, *mixed, policy=EVERYBODY, reforms=[wider]))


def test_a_document_is_json_and_the_same_each_time(made: Plan, pool: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    again = plan("flanders", DAY, *pool, policy=EVERYBODY)
    document = json.loads(json.dumps(again.document()))
    same(again, plan("flanders", DAY, *pool, policy=EVERYBODY))
    assert document == again.document()
    mine = made.document()
    assert {name for name in mine if mine[name] != document[name]} == {"reforms"}


def swapped(column: str, change: Callable[[pl.Expr], pl.Expr]) -> Callable[[pl.DataFrame], pl.DataFrame]:
    return lambda frame: frame.with_columns(change(pl.col(column)).alias(column))


SEX = swapped("sex", lambda c: c.replace({"f": "m", "m": "f"}))
AGE = swapped("birth_date", lambda c: c.dt.offset_by("-9y"))
NATIONALITY = swapped("nationality", lambda c: c.replace({"MA": "DZ", "IN": "PK", "TR": "MA"}))


WHO = ["sex", "age", "nationality"]


@pytest.mark.parametrize(("change", "law_looks"), [(SEX, False), (AGE, True), (NATIONALITY, False)], ids=WHO)
def test_who_somebody_is_never_changes_a_score(
    change: Callable[[pl.DataFrame], pl.DataFrame],
    law_looks: bool,
    made: Plan,
    pool: tuple[pl.DataFrame, pl.DataFrame],
) -> None:
    """The law looks at age (the threshold under 30), so other pairs may be allowed; scores stay what they were."""
    talents, vacancies = pool
    other = plan("flanders", DAY, change(talents), vacancies, policy=EVERYBODY)
    assert not talents.equals(change(talents))
    keys = ["vacancy", "talent"]
    both = made.tables["candidates"].join(other.tables["candidates"], on=keys, suffix=" other")
    assert both.height > 100
    assert (both["score"] == both["score other"]).all()
    if not law_looks:
        assert_frame_equal(made.tables["candidates"], other.tables["candidates"])
        assert_frame_equal(made.tables["placements"], other.tables["placements"])


def test_placing_the_undecided_says_so(pool: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    filled = {}
    for undecided in (False, True):
        found = plan("flanders", DAY, *pool, policy=EVERYBODY, method="max_fill", place_undecided=undecided)
        filled[undecided] = found.tables["placements"].height
        unsure = found.tables["placements"].filter(pl.col("state") == "undecided").height
        assert (unsure > 0) == undecided
        notes = [n.text["en"] for n in found.notes if "placements are undecided" in n.text["en"]]
        assert notes == ([n for n in notes if n.startswith(f"{unsure} ")] if undecided else [])
        assert len(notes) == undecided
    assert filled[True] > filled[False]


# ---- tables that cannot be planned with ----

ONE = {"id": ["V1"], "isco08": ["2512"], "region": ["flanders"], "posts": [1]}
SOMEBODY = {"id": ["T1"], "isco08": ["2512"], "languages": [["nl:C1"]], "nationality": ["BE"]}


def table(columns: dict[str, Any], **changes: Any) -> pl.DataFrame:
    return pl.DataFrame({name: values for name, values in (columns | changes).items() if values is not None})


@pytest.mark.parametrize(
    ("talents", "vacancies", "place", "key"),
    [
        (table(SOMEBODY, id=None), table(ONE), "talents", "column_missing"),
        (table(SOMEBODY), table(ONE, region=None), "vacancies", "column_missing"),
        (table(SOMEBODY, id=[None]), table(ONE), "talents", "no_id"),
        (pl.concat([table(SOMEBODY)] * 2), table(ONE), "talents", "duplicate"),
        (table(SOMEBODY), pl.concat([table(ONE)] * 2), "vacancies", "duplicate"),
        (table(SOMEBODY), table(ONE, region=["wallonia"]), "vacancies", "no_vacancy"),
        (table(SOMEBODY), table(ONE, region=[None]), "vacancies", "no_vacancy"),
        (table(SOMEBODY), table(ONE, posts=[0]), "vacancies", "posts"),
        (table(SOMEBODY), table(ONE, posts=[-3]), "vacancies", "posts"),
    ],
)
def test_a_table_that_cannot_be_planned_with_is_named(
    talents: pl.DataFrame, vacancies: pl.DataFrame, place: str, key: str
) -> None:
    with pytest.raises(PlanError) as error:
        plan("flanders", DAY, talents, vacancies)
    assert (error.value.place, error.value.key) == (place, key)
    told = {lang: error.value.told(lang) for lang in ("en", "fr", "nl")}
    assert len(set(told.values())) == 3
    assert all(message and remedy for message, remedy in told.values())


def test_a_language_without_a_level_is_named() -> None:
    with pytest.raises(SearchError, match="languages"):
        plan("flanders", DAY, table(SOMEBODY, languages=[["nl"]]), table(ONE, languages_min=[["nl:B1"]]))


def test_a_pool_without_anybody_leaves_every_post_to_nobody() -> None:
    found = plan("flanders", DAY, table(SOMEBODY).clear(), table(ONE, posts=[4]))
    assert [(r.reason, r.posts) for r in found.reasons if r.posts] == [("nobody", 4)]
    assert [(lever.action, lever.people) for lever in found.levers] == [("attract", 4)]
    assert found.tables["placements"].height == found.tables["candidates"].height == 0


def test_people_of_whom_nothing_is_known_but_their_work() -> None:
    found = plan("flanders", DAY, table(SOMEBODY, nationality=None), table(ONE))
    assert [(r.reason, r.posts) for r in found.reasons if r.posts] == [("undecided", 1)]


# ---- writing ----

STOPS = [KeyboardInterrupt, OSError("disk full"), MemoryError]


@pytest.mark.parametrize("stop", STOPS, ids=["Ctrl-C", "disk", "memory"])
@pytest.mark.parametrize("where", ["table", "page", "document"])
def test_a_write_that_is_stopped_leaves_what_was_there(
    stop: Any, where: str, made: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plan"

    def page(text: str) -> Callable[[Path], None]:
        return lambda path: path.write_text(text, encoding="utf-8") and None

    write(made, folder, {"plan.html": page("first")})
    (folder / "mine.txt").write_text("the user's own", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def stopped(*_: object, **__: object) -> None:
        raise stop

    if where == "table":
        monkeypatch.setattr(pl.DataFrame, "write_parquet", stopped)
    if where == "document":
        monkeypatch.setattr("corridor.plan.writing.json.dumps", stopped)
    with pytest.raises(stop if isinstance(stop, type) else type(stop)):
        write(made, folder, {"plan.html": stopped if where == "page" else page("second")})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]
