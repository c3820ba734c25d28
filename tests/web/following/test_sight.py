"""Nobody sees another organisation's log; readers see no row; nothing small follows from what is shown."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from django.urls import reverse

from corridor.labour_market.disclosure import SMALL
from corridor.web.following.opening import design_of, of_version
from corridor.web.following.periods import indicators_of, too_close, years
from tests.web.following.addresses import addresses
from tests.web.following.made import BAD, upload, with_log
from tests.web.world import make_world

pytestmark = pytest.mark.django_db
ROWS = {"download", "quarantine", "quarantine_file"}
CHANGES = {"upload", "clear", "delete", "create"}


@pytest.mark.parametrize("role", ["stranger", "administrator", "talent", "employer", "convener"])
def test_others_find_nothing(client: Any, role: str) -> None:
    world = make_world()
    found = addresses(world)
    client.force_login(world.people[role])
    for name, told in found.items():
        method = client.post if name == "following:clear" else client.get
        if told.get("key"):
            answer = method(reverse(name, kwargs=told))
            assert answer.status_code in ((404,) if role == "stranger" else (403, 404)), name
            assert b"Scheme Zeta" not in answer.content
    listed = client.get(reverse("following:list"))
    assert b"Scheme Zeta" not in listed.content


def test_a_stranger_posts_into_the_void(client: Any) -> None:
    world = make_world()
    scheme = with_log(world.organisation, world.people["analyst"], design="palim")
    upload(scheme, BAD.encode())
    client.force_login(world.people["stranger"])
    for name in ("upload", "clear", "delete"):
        assert client.post(reverse(f"following:{name}", args=[scheme.pk])).status_code == 404
    scheme.refresh_from_db()
    assert scheme.quarantine.exists()


def test_readers_see_figures_and_never_rows(client: Any) -> None:
    world = make_world()
    found = addresses(world)
    client.force_login(world.people["viewer"])
    for name, told in found.items():
        short = name.removeprefix("following:")
        if short in ROWS | CHANGES:
            method = client.post if short == "clear" else client.get
            assert method(reverse(name, kwargs=told)).status_code == 403, name
    for short in ("detail", "indicators", "forecast", "reports", "report"):
        page = client.get(reverse(f"following:{short}", kwargs=found[f"following:{short}"])).content.decode()
        assert "Scheme Zeta" in page
        assert "P-00" not in page
        assert "Rows of the file" not in page


@pytest.mark.parametrize("role", ["analyst", "adviser", "manager"])
def test_those_who_work_on_it_see_rows(client: Any, role: str) -> None:
    world = make_world()
    found = addresses(world)
    client.force_login(world.people[role])
    rows = client.get(reverse("following:download", kwargs=found["following:download"]))
    assert b"P-0001" in b"".join(rows.streaming_content)


def test_own_design_of_another_organisation_cannot_be_followed(client: Any) -> None:
    from corridor.partnerships.design import shipped
    from corridor.web.following.models import FollowedScheme
    from corridor.web.partnerships.domain import create_design

    world = make_world()
    hidden = create_design(
        actor=world.people["stranger"], organisation=world.other, design=shipped()["palim"], how="empty"
    )
    client.force_login(world.people["analyst"])
    given = {
        "organisation": world.organisation.pk,
        "name": "x",
        "design": str(hidden.pk),
        "retention_until": "2027-06-01",
    }
    answer = client.post(reverse("following:create"), given)
    assert answer.status_code == 422
    assert not FollowedScheme.objects.exists()


# ---- disclosure ---------------------------------------------------------------------------------
@pytest.mark.parametrize("design", ["palim", "match"])
@pytest.mark.parametrize("by", [None, "sex"])
def test_no_small_number_follows_from_the_whole_less_the_years(
    organisation: Any, person: Any, design: str, by: str | None
) -> None:
    log = of_version(with_log(organisation(), person("analyst", organisation()), design=design))
    key = ["indicator", "part", "by", "group", "statistic"]
    whole = indicators_of(log, by=by).filter(pl.col("n").is_not_null())
    parts = pl.concat([indicators_of(log, by=by, year=year) for year in years(log)])
    some = parts.group_by(key).agg(
        pl.col("n").sum().alias("known"), pl.col("n").is_null().any().alias("hidden"), pl.col("n").count().alias("k")
    )
    both = whole.join(some, on=key, nulls_equal=True).filter(pl.col("hidden") & (pl.col("k") > 0))
    rest = both["n"] - both["known"]
    assert both.height
    assert not rest.is_between(1, SMALL - 1).any()


def test_a_median_stays_where_only_its_number_of_people_must_go(organisation: Any, person: Any) -> None:
    log = of_version(with_log(organisation(), person("analyst", organisation())))
    for year in years(log):
        found = indicators_of(log, year=year).filter(pl.col("statistic").is_in(["median", "p90", "mean"]))
        hidden = found.filter(pl.col("reason") == "number_hidden")
        assert hidden["value"].null_count() == 0
        assert hidden["n"].null_count() == hidden.height


def test_the_guard_hides_the_smallest_year_that_would_tell(organisation: Any, person: Any) -> None:
    columns = {"indicator": "people", "part": "arrived", "by": None, "group": "all", "statistic": "count"}

    def frame(n: int | None) -> pl.DataFrame:
        told = {"value": n, "low": None, "high": None, "n": n, "denominator": None, "suppressed": n is None}
        return pl.DataFrame([columns | told])

    key = ("people", "arrived", None, "all", "count")
    assert too_close(frame(54), {2020: frame(30), 2021: frame(20), 2022: frame(None)}) == {2021: {key}}
    assert too_close(frame(70), {2020: frame(30), 2021: frame(20), 2022: frame(None), 2023: frame(None)}) == {}
    assert too_close(frame(50), {2020: frame(30), 2021: frame(20)}) == {}


def test_readers_are_not_told_small_counts_of_the_assumptions(client: Any) -> None:
    from corridor.partnerships.forecast import counts
    from corridor.reports.learning import learned

    world = make_world()
    scheme = with_log(world.organisation, world.people["analyst"], design="palim")
    design, log = design_of(scheme), of_version(scheme)
    small = {name for name, one in counts(log, design).items() if 0 < one.k < SMALL or 0 < one.n < SMALL}
    assert small  # the test would say nothing of a log without small counts
    assert any(one.hidden and one.after is None and one.n is None for one in learned(design, log))
    assert not any(one.hidden for one in learned(design, log, full=True))
    client.force_login(world.people["viewer"])
    page = client.get(reverse("following:forecast", args=[scheme.pk])).content.decode()
    assert "you work on the log" not in page
    assert page.count("fewer than 10") > 2
