"""Wrong questions about shortage lists and faulty files of them are refused; a list of one's own is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors
from corridor.labour_market.list_changes import difference, difference_between
from corridor.labour_market.list_files import LISTS, REGIONS, read_lists
from corridor.labour_market.shortage_lists import all_lists, membership, on_list

NOW = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("key", "call"),
    [
        ("list_unknown", lambda: on_list("nothing", "2221", NOW)),
        ("list_not_unit_group", lambda: membership("25")),
        ("list_unknown_region", lambda: all_lists("france")),
        ("list_no_edition", lambda: difference("vdab", "1999-01-01", "2026-02-01")),
        ("list_same_edition", lambda: difference("vdab", "2026-02-01", "2026-02-01")),
        ("list_one_region", lambda: difference_between(["flanders", "flanders"], NOW)),
    ],
    ids=["list", "code", "region", "edition", "same", "one region"],
)
def test_wrong_questions_are_refused_in_three_languages(key: str, call: object) -> None:
    with pytest.raises(LabourMarketError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.key == key
    assert len({caught.value.told(lang) for lang in ("en", "fr", "nl")}) == 3


HEAD = {"label": dict.fromkeys(("en", "fr", "nl"), "A list"), "region": "flanders", "publisher": "Us"}
HEAD |= {"note": dict.fromkeys(("en", "fr", "nl"), "A note.")}
EDITION = {"from": date(2024, 1, 1), "complete": False, "ref": {"source": "vdab2020"}, "confidence": "low"}
PLUMBER = {"title": dict.fromkeys(("en", "fr", "nl"), "Plumber"), "codes": ["7126"]}


def written(folder: Path, head: dict[str, object], *told: dict[str, object]) -> Path:
    (folder / "ours").mkdir(parents=True)
    (folder / "sources.yaml").write_text((LISTS / "sources.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "ours" / "list.yaml").write_text(yaml.safe_dump(head), encoding="utf-8")
    for n, edition in enumerate(told):
        (folder / "ours" / f"edition-{n}.yaml").write_text(yaml.safe_dump(edition), encoding="utf-8")
    return folder


def test_a_list_of_ones_own_is_read(tmp_path: Path) -> None:
    (one,) = read_lists(written(tmp_path / "lists", HEAD, {**EDITION, "entries": [PLUMBER]}))
    assert (one.id, one.region, one.editions[0].holding) == ("ours", REGIONS[0], "partial")


@pytest.mark.parametrize(
    ("head", "told", "key"),
    [
        (HEAD, [{**EDITION, "removed": [PLUMBER]}], "list_file"),
        (HEAD, [{**EDITION, "colour": "blue"}], "list_file"),
        (HEAD, [{**EDITION, "until": date(2023, 1, 1)}], "list_file"),
        (HEAD, [{**EDITION, "ref": {"source": "nowhere"}}], "list_no_source"),
        (HEAD, [EDITION, EDITION], "list_edition_twice"),
        (
            {
                **HEAD,
                "law": {"region": "flanders", "list": "vdab"},
                "of_law": [{"edition": date(2001, 1, 1), "ref": {"source": "vdab2020"}, "confidence": "low"}],
            },
            [],
            "list_no_edition",
        ),
        (
            {
                **HEAD,
                "law": {"region": "flanders", "list": "vdab"},
                "of_law": [
                    {
                        "edition": date(2026, 2, 1),
                        "new": ["Astronaut"],
                        "ref": {"source": "vdab2020"},
                        "confidence": "low",
                    }
                ],
            },
            [],
            "list_no_title",
        ),
    ],
    ids=["code that may stand", "unknown key", "order", "source", "twice", "edition of law", "title of law"],
)
def test_faulty_files_are_refused(
    tmp_path: Path, head: dict[str, object], told: list[dict[str, object]], key: str
) -> None:
    with pytest.raises(LabourMarketError) as caught:
        read_lists(written(tmp_path / "lists", head, *told))
    assert caught.value.key == key
    if isinstance(caught.value, LabourMarketErrors):
        assert all(str(tmp_path) in error.place for error in caught.value.errors)
