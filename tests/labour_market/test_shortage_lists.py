"""Which occupation was on which list when: the dossier's rows, its totals, and what may never be said."""

from __future__ import annotations

import csv
import os
import re
from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.labour_market.list_changes import difference, difference_between
from corridor.labour_market.list_files import LAW, Edition
from corridor.labour_market.list_words import marks_told, words
from corridor.labour_market.shortage_lists import (
    all_lists,
    codes_of,
    edition_named,
    edition_on,
    edition_table,
    editions,
    list_named,
    membership,
    on_list,
    timeline,
)
from corridor.occupations.isco08 import unit_groups
from corridor.rules.moment import title_keys

SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).resolve().parents[3] / "shared"))
TABLE = SHARED / "reference" / "shortage_lists.csv"
dossier = pytest.mark.skipif(not TABLE.is_file(), reason=f"the dossier is not here (CORRIDOR_SHARED, {SHARED})")
LISTED = [one.id for one in all_lists()]
NOW = date(2026, 11, 22)
LAST = {"vdab": "2026-02-01", "actiris": "2026-07-01", "walloon_permits": "2026-07-01"}


# ---- the dossier's table ----
class Row(NamedTuple):
    """A row of the dossier's table."""

    list: str
    region: str
    begins: str
    ends: str
    titles: tuple[str, ...]
    code: str


STANDS_IN = {
    "FL-MB-2019": ("medium_skilled", "2019-01-01"),
    "FL-MB-2021-reconstructed": ("medium_skilled", "2021-04-01"),
    "FL-MB-2023-reconstructed": ("medium_skilled", "2023-09-01"),
    "FL-MB-2026": ("medium_skilled", "2026-01-01"),
    "FL-VDAB-2020-top10": ("vdab", "2020-02-07"),
    "FL-VDAB-2022-top10": ("vdab", "2022-01-29"),
    "FL-VDAB-2023-top10": ("vdab", "2023-01-31"),
    "FL-VDAB-2024-top3": ("vdab", "2024-01-31"),
    "FL-VDAB-2026": ("vdab", "2026-02-01"),
    "WAL-PERMIT-2019": ("walloon_permits", "2019-09-12"),
    "WAL-FOREM-PENURIE-2026obs": ("walloon_permits", "2026-07-01"),
    "WAL-FOREM-2022-partial": ("forem", "2022-06-22"),
    "WAL-FOREM-2023-partial": ("forem", "2023-07-05"),
    "WAL-FOREM-2025-new-partial": ("forem", "2025-07-02"),
    "BRU-ACTIRIS-2022-partial": ("actiris", "2022-07-01"),
    "BRU-ACTIRIS-2023-new-partial": ("actiris", "2023-07-01"),
    "BRU-ACTIRIS-2024-new-partial": ("actiris", "2024-07-01"),
    "BRU-ACTIRIS-2025-partial": ("actiris", "2025-07-01"),
    "BRU-ACTIRIS-2026obs": ("actiris", "2026-07-01"),
    "DG-ADG-2020-partial": ("adg", "2020-01-01"),
    "BE-EURES-2023-named": ("eures_belgium", "2023-01-01"),
    "EU-EURES-2024-most-widespread": ("eures_europe", "2024-01-01"),
    "EU-BLUECARD-ANNEX1": ("blue_card_annex", "2023-11-18"),
}
NUTS = {"BE2": "flanders", "BE3": "wallonia", "BE1": "brussels", "BE336": "german_community"}
NUTS |= {"BE": "belgium", "EU": "eu"}
RUN_TOGETHER = {
    ("BE1", "2026"): "BRU-ACTIRIS-2026obs",
    ("BE3", "2026"): "WAL-FOREM-PENURIE-2026obs",
    ("BE3", "2019-09-12"): "WAL-PERMIT-2019",
}
"""One line of the table holds 141 rows without line breaks and without their first column: which list they are of."""
LONGER = {"FL-MB-2019": date(2021, 3, 31)}
"""The order ended on 28 February 2021 and stayed in use until the next list: the law says so with its source."""


def table() -> list[Row]:
    region, day = re.compile(r"BE\d*|EU"), re.compile(r"20\d\d(-\d\d(-\d\d)?)?")
    out = []
    with TABLE.open(encoding="utf-8", newline="") as file:
        for fields in list(csv.reader(file))[1:]:
            heads = [i for i in range(len(fields) - 1) if region.fullmatch(fields[i]) and day.fullmatch(fields[i + 1])]
            for number, at in enumerate(heads):
                where, begins, ends, english, dutch, french, code = fields[at : at + 7]
                name = fields[at - 1] if number == 0 else RUN_TOGETHER[where, begins]
                out.append(Row(name, where, begins, ends, tuple(t for t in (dutch, french, english) if t), code))
    return out


def first_of(written: str) -> date:
    """The first day of a year, month or day."""
    return date(*map(int, (written + "-01-01").split("-")[:3]))


def last_of(written: str) -> date:
    """The last day of a year, month or day; of nothing for good."""
    if not written:
        return date.max
    year, month, *day = [*map(int, written.split("-")), *([12] if len(written) == 4 else [])]
    return date(year, month, day[0] if day else monthrange(year, month)[1])


@dossier
def test_the_table_has_all_its_rows() -> None:
    rows = table()
    assert len(rows) == 588
    assert {row.list for row in rows} == set(STANDS_IN)


@dossier
def test_every_row_is_in_the_data_with_its_code() -> None:
    lost = []
    for row in table():
        edition = edition_named(*STANDS_IN[row.list])
        same = [t for t in edition.titles if title_keys(row.titles) & title_keys(t.title.values())]
        if not any(row.code in t.codes for t in same):
            lost.append(row)
    assert lost == []


@dossier
def test_every_list_has_the_validity_of_the_dossier() -> None:
    """First and last day lie within the years or months that the dossier gives; nothing lasts longer, but for one."""
    wrong = []
    for name, region, begins, ends in {(r.list, r.region, r.begins, r.ends) for r in table()}:
        edition = edition_named(*STANDS_IN[name])
        assert list_named(edition.list).region == NUTS[region]
        opens = first_of(begins) <= edition.start <= last_of(begins) + timedelta(days=1)
        closes = name in LONGER or (edition.until or date.max) <= last_of(ends)
        if not (opens and closes) or (name in LONGER and edition.until != LONGER[name]):
            wrong.append((name, begins, ends, edition.start, edition.until))
    assert wrong == []


@dossier
def test_no_edition_names_less_than_the_dossier() -> None:
    named: dict[str, int] = {}
    for row in table():
        named[row.list] = named.get(row.list, 0) + 1
    short = {n: c for n, c in named.items() if len(edition_named(*STANDS_IN[n]).titles) < c}
    assert short == {}


# ---- published numbers ----
PUBLISHED = {
    "medium_skilled": {"2019-01-01": 20, "2021-04-01": 22, "2023-09-01": 29, "draft-2025-04": 23, "2026-01-01": 21},
    "vdab": {
        "2018-02-01": 158, "2020-02-07": 188, "2021-01-28": 190, "2022-01-29": 207, "2023-01-31": 234,
        "2024-01-31": 241, "2025-02-01": 251, "2026-02-01": 227,
    },
    "forem": {"2021-07-01": 126, "2022-06-22": 141, "2023-07-05": 158, "2024-07-01": 162, "2025-07-02": 146},
    "walloon_permits": {
        "2019-09-12": 7, "2022-10-01": 75, "2023-10-01": 68, "2024-10-01": None, "2026-07-01": None,
    },
    "actiris": {
        "2020-07-01": 112, "2022-07-01": 113, "2023-07-01": 108, "2024-07-01": 102, "2025-07-01": 106,
        "2026-07-01": None,
    },
    "adg": {"2020-01-01": None, "2022-01-01": None, "2023-01-01": None},
    "eures_belgium": {"2022-01-01": 164, "2023-01-01": 186},
    "eures_europe": {"2024-01-01": None},
    "blue_card_annex": {"2023-11-18": None},
}  # fmt: skip


def test_the_published_numbers_are_those_of_the_dossier() -> None:
    found = {one.id: {e.id: e.count for e in one.editions} for one in all_lists()}
    assert found == PUBLISHED
    assert edition_named("adg", "2022-01-01").count_over == 50


def test_forems_two_classes_add_up_to_its_number() -> None:
    classes = {e.id: dict(e.classes) for e in list_named("forem").editions if e.classes}
    assert set(classes) == {"2022-06-22", "2023-07-05", "2025-07-02"}
    for edition, found in classes.items():
        assert sum(found.values()) == edition_named("forem", edition).count


def test_the_flemish_arithmetic() -> None:
    before, draft, after = (edition_named("medium_skilled", e) for e in ("2023-09-01", "draft-2025-04", "2026-01-01"))
    assert (before.count, after.left, after.came, after.count) == (29, 14, 6, 21)
    assert (before.count or 0) - (after.left or 0) + (after.came or 0) == after.count
    assert (before.count or 0) - (draft.left or 0) + (draft.came or 0) == draft.count == 23


def test_where_published_changes_do_not_add_up_the_note_says_so() -> None:
    """Came less left is the change of the number, but for three editions; two notes print the other sum."""
    wrong = {}
    for one in all_lists():
        for before, after in pairwise(editions(one.id)):
            if before.count is None or after.count is None or after.came is None or after.left is None:
                continue
            made = before.count - after.left + after.came
            if made != after.count:
                wrong[one.id, after.id] = made
    assert wrong == {("medium_skilled", "2021-04-01"): 24, ("forem", "2022-06-22"): 142, ("forem", "2023-07-05"): 161}
    for edition, made in (("2022-06-22", 142), ("2023-07-05", 161)):
        note = edition_named("forem", edition).note
        assert note is not None
        assert all(str(made) in text for text in note.values())


def test_net_changes_are_the_difference_of_the_numbers() -> None:
    told = {e.id: e for e in editions("vdab")}
    for before, after, net in (("2021-01-28", "2022-01-29", 17), ("2022-01-29", "2023-01-31", 27)):
        assert (told[after].count or 0) - (told[before].count or 0) == told[after].net == net
    assert (told["2024-01-31"].count or 0) - (told["2023-01-31"].count or 0) == told["2024-01-31"].net == 7


def test_an_edition_that_is_complete_has_as_many_titles_as_published() -> None:
    complete = [e for one in all_lists() for e in one.editions if e.holding == "complete"]
    assert {(e.list, e.id) for e in complete} >= {("vdab", "2026-02-01"), ("medium_skilled", "2026-01-01")}
    assert [(e.list, e.id) for e in complete if e.count not in (None, len(e.titles))] == []
    rebuilt = [e for e in list_named("medium_skilled").editions if e.reconstructed]
    assert [len(e.titles) for e in rebuilt] == [e.count for e in rebuilt] == [22, 29]


# ---- facts about the regions ----
def test_what_the_three_regions_have_in_common() -> None:
    flanders, brussels, wallonia = (codes_of(edition_named(n, LAST[n])) for n in ("vdab", "actiris", "walloon_permits"))
    assert (len(flanders), len(brussels), len(wallonia)) == (154, 60, 38)
    assert len(flanders | brussels | wallonia) == 164
    assert sorted(flanders & brussels & wallonia) == [
        "1323",
        "2149",
        "2330",
        "2411",
        "2433",
        "2635",
        "3115",
        "3119",
        "3123",
        "3334",
        "5165",
        "5321",
        "7112",
        "7114",
        "7115",
        "7121",
        "7126",
        "7127",
        "7233",
        "7411",
        "7412",
        "7422",
        "8331",
        "8332",
        "8342",
    ]
    assert wallonia <= flanders


def test_the_diamond_worker_alone_is_on_the_ministers_list_and_not_on_vdabs() -> None:
    minister, vdab = edition_named("medium_skilled", "2026-01-01"), edition_named("vdab", "2026-02-01")
    outside = [t.title["en"] for t in minister.titles if not any(vdab_codes(vdab, c) for c in t.codes)]
    assert outside == ["Diamond worker"]


def vdab_codes(edition: Edition, code: str) -> bool:
    return any(t.stands_for(code) for t in edition.titles)


def test_a_title_that_means_a_part_of_an_occupation_is_marked() -> None:
    (spell,) = [s for s in membership("2330", "wallonia") if s.edition.id == "2026-07-01" and s.list != "forem"]
    assert spell.on is True
    assert spell.marks[0] == "part"
    others = timeline().filter(pl.col("mapping") == "part")
    assert others["isco08"].unique().to_list() == ["2330"]


# ---- three values ----
@settings(deadline=None, max_examples=150)
@given(
    name=st.sampled_from(LISTED),
    code=st.sampled_from(unit_groups()),
    day=st.dates(date(2017, 1, 1), date(2029, 12, 31)),
)
def test_only_a_complete_list_or_a_source_says_not_on_it(name: str, code: str, day: date) -> None:
    edition, said = edition_on(name, day), on_list(name, code, day)
    if said is True:
        assert edition is not None
        before = list_named(name).editions
        assert any(t.stands_for(code) for e in before for t in e.titles)
    if said is False:
        assert edition is not None
        assert edition.holding == "complete" or any(t.stands_for(code) for t in edition.removed)
    if edition is None or edition.holding in ("gap", "empty"):
        assert said is None


@pytest.mark.parametrize("name", LISTED)
def test_an_edition_without_titles_says_nothing_of_any_occupation(name: str) -> None:
    for edition in editions(name):
        if edition.holding in ("empty", "gap"):
            said = {on_list(name, code, edition.start) for code in unit_groups()}
            assert said == {None}


def test_a_number_alone_is_kept_and_decides_nothing() -> None:
    empty = edition_table().filter((pl.col("titles") == 0) & pl.col("count").is_not_null())
    assert {("vdab", 190), ("vdab", 251), ("forem", 126), ("actiris", 112), ("walloon_permits", 75)} <= set(
        empty.select("list", "count").iter_rows()
    )
    assert on_list("vdab", "2221", date(2021, 6, 1)) is None


@pytest.mark.parametrize(
    ("name", "code", "day", "said"),
    [
        ("vdab", "2221", date(2022, 6, 1), True),
        ("vdab", "3434", date(2022, 6, 1), None),
        ("vdab", "2221", date(2026, 6, 1), True),
        ("vdab", "6111", date(2026, 6, 1), False),
        ("vdab", "2221", date(2017, 6, 1), None),
        ("forem", "2262", date(2023, 12, 1), True),
        ("forem", "7126", date(2025, 12, 1), None),
        ("blue_card_annex", "2512", NOW, True),
        ("blue_card_annex", "2221", NOW, False),
        ("blue_card_annex", "2512", date(2023, 11, 17), None),
        ("medium_skilled", "3434", date(2023, 9, 10), True),
        ("medium_skilled", "3434", date(2023, 9, 14), False),
    ],
    ids=lambda value: str(value),
)
def test_an_occupation_on_a_list_on_a_day(name: str, code: str, day: date, said: bool | None) -> None:
    """A list known in part names or is silent; a dropped title is still taken until the transition ends."""
    assert on_list(name, code, day) is said


@pytest.mark.parametrize("code", ["2221", "7412", "3434", "2512", "7126"])
def test_spells_say_what_the_list_says_on_every_day(code: str) -> None:
    for spell in membership(code):
        last = spell.until or spell.start + timedelta(days=400)
        for day in (spell.start, spell.start + (last - spell.start) / 2, last):
            assert on_list(spell.list, code, day) is spell.on
    for one in all_lists():
        spells = [s for s in membership(code, one.region) if s.list == one.id]
        for before, after in pairwise(spells):
            assert before.until is not None
            assert after.start == before.until + timedelta(days=1)
        assert spells[-1].until is None


def test_lists_of_the_law_say_here_what_the_law_says() -> None:
    """The engine reads the same list with the same answer; it knows no editions from before the list acted."""
    from corridor.permits.law_history import on_list as in_law
    from corridor.rules.load import assemble, read_folder

    law = read_folder(LAW)
    for one in all_lists():
        if one.law is None:
            continue
        codes = assemble(law, one.law[0]).lists[one.law[1]]
        for day in (date(2022, 8, 1), date(2024, 8, 1), NOW):
            known = in_law(codes, 2221, day)
            if known is None:
                continue
            differs = {
                c for c in unit_groups() if (s := in_law(codes, int(c), day)) and s.on != on_list(one.id, c, day)
            }
            assert differs <= {"2330"}


# ---- differences ----
def test_what_changed_on_the_ministers_list_in_2026() -> None:
    found = difference("medium_skilled", "2023-09-01", "2026-01-01")
    names = {part: {t.title["en"] for t in getattr(found, part)} for part in ("added", "dropped", "perhaps_dropped")}
    assert names["added"] == {
        "Diamond worker",
        "Chemical process operator",
        "Data communication and network technician",
        "Asbestos remover",
    }
    assert names["dropped"] == {
        "Truck driver",
        "Bus driver",
        "Coach driver",
        "Butcher",
        "Baker and/or pastry cook",
        "Maintenance mechanic",
        "Floor and wall tiler / covering layer",
    }
    assert {"Plumber (sanitary installer)", "Lift installer"} <= names["perhaps_dropped"]
    assert found.published == -8


def test_every_title_is_in_exactly_one_part_of_a_difference() -> None:
    for name, before, after in (
        ("medium_skilled", "2019-01-01", "2023-09-01"),
        ("medium_skilled", "2023-09-01", "2026-01-01"),
        ("vdab", "2023-01-31", "2026-02-01"),
        ("forem", "2024-07-01", "2025-07-02"),
        ("actiris", "2025-07-01", "2026-07-01"),
    ):
        found = difference(name, before, after)
        after_side = (*found.added, *found.perhaps_added, *found.kept, *(t for _, t in found.renamed))
        assert sorted(map(id, after_side)) == sorted(map(id, found.after.titles))
        kept_before = len(found.before.titles) - len(found.dropped) - len(found.perhaps_dropped) - len(found.renamed)
        assert 0 <= kept_before <= max(len(found.kept), len(found.before.titles))


def test_nothing_is_sure_between_two_editions_known_in_part_but_what_a_source_names() -> None:
    found = difference("forem", "2024-07-01", "2025-07-02")
    assert {t.title["fr"] for t in found.dropped} == {"Data scientist", "Peintre industriel", "Poseur de conduites"}
    assert all(t.new for t in found.added)
    assert len(found.added) == 6
    far = difference("forem", "2022-06-22", "2025-07-02")
    assert far.added == ()
    assert {t.title["fr"] for t in far.dropped} == {"Peintre industriel"}


def test_new_titles_are_sure_only_beside_the_edition_just_before() -> None:
    near, far = difference("vdab", "2022-01-29", "2023-01-31"), difference("vdab", "2020-02-07", "2023-01-31")
    assert {t.title["en"] for t in near.added} >= {"Social worker", "Diamond worker", "Lift installer"}
    assert far.added == ()


def test_regions_on_a_day() -> None:
    found = difference_between(["flanders", "wallonia", "brussels"], NOW)
    states = {row.isco08: row.state for row in found.rows}
    assert sum(state == "common" for state in states.values()) == 25
    assert states["7112"] == "common"
    assert states["7313"] == "undecided"  # the minister's list alone: the other regions' lists are known in part
    for row in found.of("differs"):
        assert False in [on for _, on in row.on]
        assert True in [on for _, on in row.on]
    assert ("wallonia", "forem") in {(r, n) for r, n, e in found.editions if e is None or e.holding == "gap"}


def test_regions_before_any_list_have_nothing_to_compare() -> None:
    assert difference_between(["flanders", "wallonia"], date(2010, 1, 1)).rows == ()


# ---- tables ----
def test_the_timeline_holds_every_title_and_its_marks() -> None:
    rows = timeline()
    titles = sum(len(e.titles) for one in all_lists() for e in one.editions)
    assert rows.select("list", "edition", "title_en", "title_nl").unique().height <= titles
    assert rows.filter(pl.col("isco08").is_null()).height == 0
    assert set(rows["mapping"].unique()) == {"exact", "main", "part"}
    assert rows.filter((pl.col("mapping") == "exact") & (pl.col("list") != "blue_card_annex")).height == 0
    rebuilt = rows.filter(pl.col("marks").list.contains("reconstructed"))
    assert set(rebuilt["basis"]) == {"derived"}
    assert set(rebuilt["edition"]) == {"2021-04-01", "2023-09-01"}
    assert rows["source"].null_count() == 0


def test_causes_are_unknown_but_where_a_source_gives_them() -> None:
    """The method of the minister's list of 2026 keeps one cause; VDAB, Forem and Actiris attach none that was found."""
    known = timeline().filter(pl.col("causes").is_not_null())
    assert set(known.select("list", "edition").iter_rows()) == {("medium_skilled", "2026-01-01")}
    assert {tuple(c) for c in known["causes"].to_list()} == {("quantitative",)}


def test_every_mark_has_words_in_every_language() -> None:
    for one in all_lists():
        for edition in editions(one.id, drafts=True):
            for lang in ("en", "fr", "nl"):
                assert marks_told(edition.marks, lang)
    assert all(set(told) == {"en", "fr", "nl"} for told in words().values())


def test_every_edition_has_a_source_with_the_day_it_was_read() -> None:
    found = [e for one in all_lists() for e in one.editions]
    assert [(e.list, e.id) for e in found if e.source is None or e.source.read is None] == []
    assert [(e.list, e.id) for e in found if e.count is not None and e.count_source is None] == []
