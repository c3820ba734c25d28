"""The law to be found: by words, by source, by what is uncertain."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from corridor.permits.book import all_books
from corridor.permits.law_index import Index, doubts, folded, index, sources
from tests.permits import law_files

NOW = date(2026, 11, 22)


@cache
def everything() -> Index:
    return index(all_books())


# ---- search ----
@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("highly skilled worker", "route", "highly_skilled"),
        ("TRAVAILLEUR hautement qualifie", "route", "highly_skilled"),
        ("Europese blauwe kaart", "route", "eu_blue_card"),
        ("hs_salary_min", "parameter", "hs_salary_min"),
        ("metselaar", "list", "medium_skilled"),
        ("macon", "list", "shortage"),
        ("knelpuntberoepen VDAB", "list", "vdab"),
    ],
)
def test_all_words_in_any_language_without_accents_or_capitals(text, kind, name):
    assert (kind, name) in {(h.kind, h.name) for h in everything().search(text)}


def test_titles_come_before_texts_and_each_thing_once():
    hits = everything().search("blue card")
    assert hits[0].where == "title"
    assert len({(h.kind, h.name) for h in hits}) == len(hits)
    ranks = [("title", "name", "text").index(h.where) for h in hits]
    assert ranks == sorted(ranks)


def test_a_hit_names_the_regions_that_have_it():
    hit = next(h for h in everything().search("VDAB list of shortage occupations") if h.kind == "list")
    assert hit.regions == ("flanders",)


@pytest.mark.parametrize("text", ["", "  ", "!!", "xyzzy quux"])
def test_nothing_is_found_for_nothing(text):
    assert everything().search(text) == ()


def test_folding():
    assert folded("  Maçon / Maçonne – qualifié(e) ") == "macon maconne qualifie e"


# ---- sources ----
def test_every_source_that_a_value_cites_is_listed_with_that_value():
    found = sources(all_books().values())
    for layer in law_files.LAYERS:
        for name, written in law_files.parameters(layer).items():
            for value in written["values"]:
                rests = {(r.kind, r.name, r.part) for r in found[value["source"]].rests}
                assert ("parameter", name, str(value["from"])) in rests, (layer, name)


def test_federal_parts_rest_on_a_source_once_and_all_sources_are_there():
    found = sources(all_books().values())
    assert set(found) == set(law_files.document(law_files.LAW / "sources.yaml"))
    for use in found.values():
        assert len(set(use.rests)) == len(use.rests)
        assert sum(use.counts.values()) == len(use.rests)


# ---- doubts ----
def test_every_uncertain_value_of_the_day_is_listed():
    listed = {(d.region, d.name) for d in doubts(all_books().values(), NOW) if d.kind == "parameter"}
    for law in all_books().values():
        for parameter in law.rules.parameters.values():
            now = parameter.at(NOW)
            if now is not None and (
                now.status in ("estimated", "carried_over", "expected") or now.confidence != "high"
            ):
                assert (parameter.region, parameter.name) in listed, parameter.name
            if now is not None and now.status == "enacted" and now.confidence == "high":
                assert (parameter.region, parameter.name) not in listed, parameter.name


def test_lists_conditions_and_steps_that_are_uncertain_are_listed_with_why():
    found = doubts(all_books().values(), NOW)
    by_kind = {d.kind for d in found}
    assert by_kind == {"parameter", "list", "condition", "judgement", "step"}
    assert all(d.marks for d in found)
    walloon = next(d for d in found if d.kind == "list" and d.region == "wallonia")
    assert "partial" in walloon.marks
    unsettled = [d for d in found if "unsettled" in d.marks]
    assert unsettled
    assert all(d.route and d.routes for d in unsettled)


def test_one_region_lists_its_own_and_federal_things_alone():
    layers = {d.region for d in doubts([all_books()["brussels"]], NOW)}
    assert layers == {"federal", "brussels"}
