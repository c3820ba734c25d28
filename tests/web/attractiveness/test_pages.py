"""What the pages about attractiveness say, and never say."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from corridor.attractiveness.talent_framework import talent_framework
from corridor.attractiveness.talent_values import published

pytestmark = pytest.mark.django_db
RANKS = "/en/attractiveness/ranks/"
WORKERS = "highly_educated_workers"


def table(**values: float) -> str:
    """A table with a value a unit for every indicator of the workers."""
    rows = [f"{unit},{i.id},{value}" for i in talent_framework().of(WORKERS, 2023) for unit, value in values.items()]
    return "\n".join(["unit,indicator,value", *rows])


def test_belgium_is_given_no_rank_and_every_published_value_is_there(client: Client) -> None:
    page = client.get("/en/attractiveness/").content.decode()
    assert "none found" in page
    for url in published()["url"].unique():
        assert url.replace("&", "&amp;") in page


def test_the_published_values_can_be_taken_along(client: Client) -> None:
    lines = client.get("/en/attractiveness/published.csv").content.decode().splitlines()
    assert len(lines) == 1 + len(published())


def test_the_framework_says_what_is_from_memory(client: Client) -> None:
    page = client.get("/en/attractiveness/framework/").content.decode()
    assert page.count("from memory: to be checked") == sum(
        i.provenance == "recalled" for i in talent_framework().indicators
    )


def test_a_table_is_ranked_and_weights_move_the_shares(client: Client) -> None:
    given = {"kind": WORKERS, "table": table(Alpha=1, Beta=2, Gamma=4)}
    plain = client.post(RANKS, given).context
    assert {row["unit"] for row in plain["found"].rows} == {"Alpha", "Beta", "Gamma"}
    assert sum(share for _label, share in plain["shares"]) == pytest.approx(1)
    moved = client.post(RANKS, given | {"weight-family": "3", "weight-skills": "0"}).context
    assert dict(moved["shares"])["Family environment"] == pytest.approx(3 / 8)
    assert "Skills environment" not in dict(moved["shares"])


def test_a_file_goes_before_the_text_and_stays_in_the_page(client: Client) -> None:
    file = SimpleUploadedFile("values.csv", table(Delta=1, Epsilon=2).encode())
    page = client.post(RANKS, {"kind": WORKERS, "table": table(Alpha=1, Beta=2), "file": file})
    assert {row["unit"] for row in page.context["found"].rows} == {"Delta", "Epsilon"}
    assert "Delta,unemployment" in page.content.decode()


def test_the_penalty_is_shown_only_where_a_factor_is_given(client: Client) -> None:
    given = {"kind": WORKERS, "table": table(Alpha=1, Beta=2)}
    assert "Rank with the penalty" not in client.post(RANKS, given).content.decode()
    assert "Rank with the penalty" in client.post(RANKS, given | {"factor-quota": "0.3"}).content.decode()


def test_what_would_move_one_unit(client: Client) -> None:
    given = {"kind": WORKERS, "table": table(Alpha=1, Beta=2, Gamma=4), "unit": "Alpha"}
    assert client.post(RANKS, given).context["levers"]
    wrong = client.post(RANKS, given | {"unit": "Omega"})
    assert "no such unit" in wrong.content.decode()


def test_a_unit_of_which_too_little_is_known_takes_no_place(client: Client) -> None:
    rows = table(Alpha=1, Beta=2, Gamma=4) + "\nOmega,wages,9"
    page = client.post(RANKS, {"kind": WORKERS, "table": rows, "unit": "Omega"})
    found = {row["unit"]: (row["rank"], row["low"], row["high"]) for row in page.context["found"].rows}
    assert found.pop("Omega") == (None, None, None)
    assert max(high for _rank, _low, high in found.values()) == 3
    assert page.context["levers"] == []
    assert "too little known" in page.content.decode()


def test_a_table_too_long_to_be_drawn_is_listed_only(client: Client) -> None:
    rows = "\n".join(["unit,indicator,value", *(f"r{n},patents,{n}" for n in range(90))])
    context = client.post(RANKS, {"kind": "compass", "table": rows}).context
    assert len(context["found"].rows) == 90
    assert context["drawing"] is None


def test_a_table_of_a_spreadsheet_with_semicolons_is_read(client: Client) -> None:
    given = {"kind": WORKERS, "table": table(Alpha=1, Beta=2).replace(",", ";")}
    assert len(client.post(RANKS, given).context["found"].rows) == 2


def test_the_compass_leaves_national_values_out(client: Client) -> None:
    rows = (
        "unit,indicator,value,level\na,patents,1,region\nb,patents,2,region\n"
        "a,diversity,3,country\nb,diversity,3,country"
    )
    context = client.post(RANKS, {"kind": "compass", "table": rows}).context
    assert [row["unit"] for row in context["found"].rows] == ["b", "a"]
    assert context["found"].flat == ("diversity",)
    flat = client.post(RANKS, {"kind": "compass", "table": rows.replace("region", "country")})
    assert "there are no ranks" in flat.content.decode()


def test_the_invented_example_says_that_it_is_invented(client: Client) -> None:
    page = client.get(f"{RANKS}?kind=compass&example=yes").content.decode()
    assert "Invented values" in page
    assert (
        "Invented values"
        in client.post(RANKS, {"kind": WORKERS, "table": table(A=1, B=2), "invented": "yes"}).content.decode()
    )
    assert (
        "Invented values for invented units"
        not in client.post(RANKS, {"kind": WORKERS, "table": table(A=1, B=2)}).content.decode()
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Send a file"),
        ({"table": "unit,value\nA,1"}, "column indicator"),
        ({"table": "unit,indicator,value\nA,luck,1"}, "no value for the group"),
        ({"table": "unit,indicator,value\nA,wages,1", "weight-family": "9"}, "less than or equal to 3"),
        ({"table": "unit,indicator,value\nA,wages,1", "factor-quota": "2"}, "less than or equal to 1"),
        ({"file": SimpleUploadedFile("a.csv", b"\xff\xfe\x00")}, "not text in UTF-8"),
        ({"file": SimpleUploadedFile("a.csv", b"x" * 500_001)}, "larger than"),
    ],
    ids=["nothing", "column", "indicator", "weight", "factor", "bytes", "size"],
)
def test_what_cannot_be_ranked_says_why(client: Client, given: dict[str, object], said: str) -> None:
    page = client.post(RANKS, {"kind": WORKERS} | given)
    assert page.status_code == 200
    assert said in page.content.decode()


def test_what_is_sent_is_shown_as_text(client: Client) -> None:
    rows = table(Alpha=1, Beta=2).replace("Alpha", "<b>Alpha</b>")
    page = client.post(RANKS, {"kind": WORKERS, "table": rows}).content.decode()
    assert "<b>Alpha</b>" not in page
    assert "&lt;b&gt;Alpha" in page


def test_bad_rows_are_set_aside_and_told(client: Client) -> None:
    page = client.post(RANKS, {"kind": WORKERS, "table": table(Alpha=1, Beta=2) + "\nAlpha,luck,1\nAlpha,wages,x"})
    assert [row["field"] for row in page.context["bad"]] == ["indicator", "value"]


def test_no_other_group_has_a_template(client: Client) -> None:
    assert client.get("/en/attractiveness/template-compass.csv").status_code == 200
    assert client.get("/en/attractiveness/template-bakers.csv").status_code == 404
