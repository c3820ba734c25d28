"""Who belongs to which circle: by residence and access to work, never by nationality; what is not known is no yes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml

from corridor.matching.circles import REGIONS, CircleError, belonging, order, orders
from corridor.matching.permission import permission
from corridor.matching.policy import FILE, read_policy
from corridor.permits.book import LAW, book
from corridor.rules.errors import RuleFileError

DAY = date(2026, 11, 21)
FLANDERS = order("flanders", DAY)
NAMES = [c.id for c in FLANDERS.circles]


def circle(region: str | None, country: str | None, free: bool | None) -> tuple[str, int]:
    talents = pl.DataFrame(
        {"residence_region": [region], "residence_country": [country]}, schema_overrides={"residence_region": pl.String}
    ).cast(pl.String)
    found = belonging(talents, pl.Series([free], dtype=pl.Boolean), FLANDERS)
    return NAMES[found.circle[0]], found.unsure


@pytest.mark.parametrize(
    ("region", "country", "free", "expected"),
    [
        ("flanders", "BE", True, "flanders"),
        ("wallonia", "BE", True, "rest_of_belgium"),
        (None, "PL", True, "eea"),
        (None, "IN", False, "third_countries"),
        ("flanders", "BE", False, "third_countries"),  # lives here, tied to another employer
    ],
)
def test_residence_and_access_decide(region: str | None, country: str, free: bool, expected: str) -> None:
    assert circle(region, country, free) == (expected, 0)


@pytest.mark.parametrize(
    ("region", "country", "free", "expected"),
    [
        ("flanders", "BE", None, "third_countries"),  # access not known
        (None, "BE", True, "eea"),  # somewhere in Belgium
        (None, None, True, "eea"),
        (None, None, None, "third_countries"),
    ],
)
def test_what_is_not_known_is_no_yes_and_is_counted(
    region: str | None, country: str | None, free: bool | None, expected: str
) -> None:
    assert circle(region, country, free) == (expected, 1)


def test_who_lives_abroad_is_surely_in_no_region_here() -> None:
    assert circle(None, "MA", True) == ("eea", 0)


@pytest.mark.parametrize("status", ["refugee", "subsidiary_protection", "unlimited_stay"])
def test_protection_and_unlimited_stay_in_ghent_are_in_the_first_circle_whatever_the_passport(status: str) -> None:
    talents = pl.DataFrame(
        {
            "nationality": ["SY", "CD", "IN"],
            "residence_status": [status] * 3,
            "residence_region": ["flanders"] * 3,
            "residence_country": ["BE"] * 3,
        }
    )
    jobs = pl.DataFrame({"isco08": ["2512"]})
    free = permission(talents, jobs, book("flanders"), day=DAY, ordinary=read_policy().ordinary_job.facts).free
    assert belonging(talents, free, FLANDERS).circle.tolist() == [0, 0, 0]


def test_an_order_holds_until_the_next_begins() -> None:
    before, after = orders("flanders")
    assert order("flanders", date(2025, 3, 20)) == before
    assert order("flanders", after.start) == after
    assert [c.id for c in before.circles] == ["flanders", "eu", "third_countries"]


@pytest.mark.parametrize("region", REGIONS)
def test_every_order_is_sourced_or_says_that_it_is_assumed(region: str) -> None:
    sources = yaml.safe_load((LAW / "sources.yaml").read_text(encoding="utf-8"))
    for found in orders(region):
        assert found.assumed != (found.source is not None)
        assert found.source is None or found.source in sources
        assert found.circles[-1].takes_everybody


def test_no_order_is_an_error_with_a_remedy() -> None:
    with pytest.raises(CircleError, match="flanders, wallonia"):
        order("antwerp", DAY)
    with pytest.raises(CircleError, match="2019-01-01"):
        order("flanders", date(2010, 1, 1))


TEXT = "{en: a, fr: b, nl: c}"


@pytest.mark.parametrize(
    ("circles", "source", "part"),
    [
        (f"[{{id: a, label: {TEXT}, free_access: true}}]", "assumed: true", "the last circle"),
        (f"[{{id: a, label: {TEXT}}}, {{id: b, label: {TEXT}}}]", "assumed: true", "leaves nobody"),
        (f"[{{id: a, label: {TEXT}}}]", "confidence: low", "needs a source"),
        (f"[{{id: a, label: {TEXT}, lives_in: [atlantis]}}]", "assumed: true", "lives_in"),
    ],
)
def test_a_faulty_order_is_refused(circles: str, source: str, part: str, tmp_path: Path) -> None:
    (tmp_path / "flanders").mkdir()
    confidence = "" if "confidence" in source else "  confidence: low\n"
    text = f"- from: 2020-01-01\n  label: {TEXT}\n  note: {TEXT}\n  {source}\n{confidence}  circles: {circles}\n"
    (tmp_path / "flanders" / "circles.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError, match=part):
        orders("flanders", tmp_path)


def test_a_policy_whose_weights_do_not_add_up_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(FILE.read_text(encoding="utf-8").replace("occupation: 0.35", "occupation: 0.45"), encoding="utf-8")
    with pytest.raises(RuleFileError, match="add up to 1"):
        read_policy(file)
