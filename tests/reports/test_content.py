"""What the page says: the verdict, the occupations that matter, every part of the plan, nothing that is not known."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from corridor.plan.result import REASONS, LeverResult, Plan
from corridor.reports.lever_text import sentence, what_to_do
from corridor.reports.numbers import count
from corridor.reports.plan_page import render
from corridor.reports.speech import LANGUAGES, Speech
from tests.reports.made_occupations import text
from tests.reports.made_plan import made_plan
from tests.reports.page_reader import Element, read
from tests.reports.plans import EDGES, HOSTILE, odd_plan, small_plan


def plain(value: str) -> str:
    """Text with ordinary spaces."""
    return re.sub("[\u00a0\u202f]", " ", value)


def by_class(page: Element, name: str) -> Element:
    (found,) = [e for e in page.all() if name in e.attributes.get("class", "").split()]
    return found


def by_id(page: Element, name: str) -> Element:
    (found,) = [e for e in page.all() if e.attributes.get("id") == name]
    return found


def rows(page: Element, table: str) -> dict[str, list[str]]:
    """A table's rows by what names them."""
    found = by_id(page, table).one("tbody")
    return {
        plain(tr.one("th").text): [plain(td.text) for td in tr.all("td")]
        for tr in found.all("tr")
        if list(tr.all("td"))
    }


def page_of(plan: Plan, lang: str = "en") -> Element:
    return read(render(plan, lang))


def test_the_made_plan_adds_up() -> None:
    plan = made_plan()
    assert (
        sum(c.filled for c in plan.circles) + plan.unfilled
        == plan.inputs.posts
        == sum(o.posts for o in plan.occupations)
    )
    assert all(sum(o.filled.values()) + o.unfilled == o.posts for o in plan.occupations)
    for reform in plan.reforms:
        assert sum(c.filled for c in reform.circles) + sum(r.posts for r in reform.reasons) == plan.inputs.posts


@pytest.mark.parametrize(
    ("lang", "verdict"),
    [
        (
            "en",
            "Of 3,964 posts, 2,947 are filled; 1,017 stay open, the largest part (324) because those who do such work"
            " lack a skill, level, licence or language that is asked.",
        ),
        (
            "fr",
            "Sur 3 964 postes, 2 947 sont pourvus ; 1 017 restent vacants, la plus grande part (324) parce qu'il manque"
            " aux personnes du métier une compétence, un niveau, un permis, un titre ou une langue demandés.",
        ),
        (
            "nl",
            "Van 3.964 arbeidsplaatsen zijn er 2.947 ingevuld; 1.017 blijven open, het grootste deel (324) omdat wie"
            " zo'n beroep uitoefent een gevraagde vaardigheid, taal of licentie of het gevraagde niveau mist.",
        ),
    ],
)
def test_the_verdict_is_one_sentence(lang: str, verdict: str) -> None:
    assert plain(by_class(page_of(made_plan(), lang), "verdict").text) == verdict


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("nothing", "No post entered this plan."),
        ("all filled", "All 7 posts are filled."),
        ("one filled", "The one post is filled."),
        (
            "one open",
            "Of 1 post, 0 are filled; 1 stays open, because nobody in the pool does that work or work close to it.",
        ),
        (
            "most",
            "Of 10 posts, 0 are filled; 10 stay open, most of them (9) because nobody in the pool does that work"
            " or work close to it.",
        ),
    ],
)
def test_the_verdict_at_the_edges(name: str, verdict: str) -> None:
    assert plain(by_class(page_of(EDGES[name]()), "verdict").text) == verdict


def test_the_first_screen_names_five_occupations_why_and_what_to_do() -> None:
    matters = list(by_class(page_of(made_plan()), "matters").all("li"))
    plan = made_plan()
    assert [m.one("h3").text for m in matters] == [o.label["en"] for o in plan.occupations[:5]]
    first = plain(matters[0].text)
    assert "212 open of 363 posts" in first
    assert "Nobody in the pool does this work or work close to it. (88 of 212)" in first
    assert "Attract 88 people" in first
    assert "Would open 88 posts." in first


def test_a_lever_for_another_reason_than_the_main_one_says_so() -> None:
    made = made_plan()
    pay = next(v for v in made.levers if v.action == "pay")
    first = replace(made.occupations[0], lever=replace(pay, posts=40))
    page = page_of(made_plan(occupations=(first, *made.occupations[1:])))
    matters = [plain(li.text) for li in by_class(page, "matters").all("li")]
    assert matters[0].endswith("Would open 40 posts. (of the reason: Pay, place or date do not fit)")
    assert not [m for m in matters[1:] if "of the reason" in m]


def test_the_first_screen_comes_before_all_else() -> None:
    main = page_of(made_plan()).one("main")
    order = [
        e.tag if e.tag != "section" else e.attributes.get("class") for e in main.children if isinstance(e, Element)
    ]
    assert order[:5] == ["h1", "p", "matters", "p", "nav"]
    assert set(order[5:]) == {"chapter"}


def test_posts_without_a_code_are_no_occupation_of_the_first_screen() -> None:
    page = page_of(EDGES["no code"]())
    assert not [e for e in page.all("section") if e.attributes.get("class") == "matters"]
    assert "Posts without an occupation code" in rows(page, "occupations-first")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_waterfall_says_what_its_tables_say(lang: str) -> None:
    plan = made_plan()
    page = page_of(plan, lang)
    charts = [s for s in page.one("main").all("svg") if s.attributes.get("role") == "img"]
    wide, narrow = charts[0], charts[1]
    numbers = [plan.inputs.posts, *(c.filled for c in plan.circles), plan.unfilled, *(r.posts for r in plan.reasons)]
    for chart in (wide, narrow):
        written = [t.text for t in chart.all("text")]
        assert [t for t in written if t.replace("\u202f", "").replace(",", "").replace(".", "").isdigit()] == [
            count(n, lang) for n in numbers
        ]
        assert all(count(n, lang) in chart.one("desc").text for n in numbers)
    filled = [cells[2] for cells in rows(page, "circles").values()]
    assert filled == [plain(count(c.filled, lang)) for c in plan.circles]
    posts = [cells[0] for cells in rows(page, "reasons-table").values()]
    assert posts == [plain(count(n, lang)) for n in (*(r.posts for r in plan.reasons), plan.unfilled)]


def test_what_is_not_known_is_said_in_words() -> None:
    page = page_of(made_plan())
    assert rows(page, "routes-table")["Seasonal worker"] == ["26", "not known", "0"]
    assert rows(page_of(small_plan(unfilled=1)), "versions")["Made on"] == ["not known"]


def test_a_chart_leaves_out_what_is_not_known() -> None:
    """A bar of no length would say that nobody depends on an employer."""
    described = [d.text for d in page_of(made_plan()).all("desc")]
    assert not [d for d in described if "Seasonal" in d]


def test_money_only_where_there_is_an_amount() -> None:
    levers = rows(page_of(made_plan()), "levers-not_willing")
    costs = {name.split(" Offer")[0]: cells[1] for name, cells in levers.items()}
    assert [c for c in costs.values() if "EUR" in c] == ["EUR 418,300"]
    assert list(costs.values()).count("no sourced amount") == 2
    assert "EUR" not in by_id(page_of(made_plan()), "reason-not_qualified").text


def test_every_open_reason_has_its_part_and_the_others_are_named() -> None:
    page = page_of(small_plan(unfilled=3, reason="not_allowed"))
    parts = [s.attributes["id"] for s in page.all("section") if s.attributes["aria-labelledby"].startswith("reason-")]
    assert parts == ["reason-not_allowed"]
    left = Speech("en").say("levers.no_posts", reasons="X").split("X")[0]
    said = next(t for t in by_id(page, "levers").texts() if t.startswith(left))
    assert said.count("·") == len(REASONS) - 2


def test_a_lever_of_the_law_cites_its_article_and_source() -> None:
    table = by_id(page_of(odd_plan()), "levers-not_allowed")
    assert "Article 18 §2." in table.text
    assert [a.attributes["href"] for a in table.all("a")] == ["#source-2"]
    assert "and 2 other occupations" in table.text


def test_a_reform_stands_beside_the_law_as_it_is() -> None:
    page = page_of(made_plan())
    beside = rows(page, "reform-1-beside")
    assert beside["Filled: Third countries"] == ["200", "271", "+71"]
    assert beside["No permit route open"] == ["132", "59", "−73"]
    assert beside["Open posts"] == ["1,017", "948", "−69"]
    overview = list(rows(page, "reforms-table").values())
    assert overview[1][:2] == ["3,016", "+69"]
    assert "No post comes out differently." in by_id(page, "reform-2").text


def test_unmoved_posts_are_not_listed_as_moved() -> None:
    moved = by_id(page_of(made_plan()), "reform-1-moved").one("tbody")
    assert len(list(moved.all("tr"))) == 3


def test_the_two_readings_are_compared() -> None:
    readings = rows(page_of(made_plan()), "methods")
    assert readings["Filled: Flanders"] == ["2,374", "2,416", "−42"]
    assert readings["Distance to the optimum"] == ["does not apply", "none: exact", "does not apply"]


def test_every_source_has_its_address_and_is_linked_from_where_it_is_cited() -> None:
    plan = made_plan()
    page = page_of(plan)
    listed = list(by_id(page, "sources").all("li"))
    assert [a.attributes["href"] for li in listed for a in li.all("a")] == [
        s["url"] for s in plan.provenance.sources.values() if s["url"]
    ]
    cited = {a.attributes["href"] for a in page.all("a") if a.attributes.get("class") == "cite"}
    assert cited == {f"#{li.attributes['id']}" for li in listed}


def test_a_source_that_the_plan_does_not_hold_is_named() -> None:
    page = page_of(odd_plan())
    assert [c.text for c in page.all("code")].count("gone") == 3


def test_every_chapter_with_numbers_says_where_they_come_from() -> None:
    page = page_of(made_plan())
    chapters = ["posts", "levers", "occupations", "routes", "reforms", "unknown", "equality"]
    for chapter in chapters:
        (trace,) = [p for p in by_id(page, chapter).all("p") if p.attributes.get("class") == "trace"]
        assert re.search(r"\.parquet|plan\.json", trace.text)


def test_provenance_shows_all_that_makes_the_plan_again() -> None:
    plan = made_plan()
    said = by_id(page_of(plan), "provenance").text
    wanted = [plan.provenance.law_hash, *plan.provenance.inputs.values(), "scoring.weights.skills", "0.35", "0.3.0"]
    assert [w for w in wanted if w not in said] == []


def test_no_person_is_on_the_page() -> None:
    """The tables of the plan hold ids of people; the page must not."""
    plan = made_plan()
    assert "secret-person" in plan.tables["placements"]["talent"][0]
    assert not [lang for lang in LANGUAGES if "secret-person" in render(plan, lang)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_synthetic_pool_is_labelled_on_the_first_screen_and_on_every_page_of_paper(lang: str) -> None:
    page = page_of(made_plan(), lang)
    label = Speech(lang).say("synthetic")
    assert by_class(page.one("header"), "label").text == label
    assert by_class(page, "edge").text == label
    real = made_plan(inputs=replace(made_plan().inputs, synthetic=False))
    assert label not in render(real, lang)


def test_small_groups_are_not_shown() -> None:
    groups = rows(page_of(made_plan()), "equality-sex")
    assert groups["other"] == ["51", "20", "too few", "too few"]
    assert list(groups) == ["men", "women", "other", "not known"]


def test_ages_stand_in_their_order() -> None:
    assert list(rows(page_of(made_plan()), "equality-age_band")) == ["25–29", "30–34", "not known"]


def test_texts_are_escaped_and_bad_addresses_are_not_linked() -> None:
    page = render(EDGES["hostile"](), "en")
    assert "<script" not in page
    assert HOSTILE in read(page).text
    assert "javascript:" not in page


@pytest.mark.parametrize(
    ("lever", "said"),
    [
        (
            LeverResult("nobody", "attract", 1, people=1),
            "Attract 1 person who can do this work, for instance through a"
            " partnership with a country of origin. Would open 1 post.",
        ),
        (
            LeverResult("not_qualified", "level", 4, gap={"median": 1.0, "p90": 2.0, "unit": "levels"}),
            "Train people to a higher level, or ask for a lower one. Half of the posts need at most 1 level;"
            " nine in ten, 2. Would open 4 posts.",
        ),
        (
            LeverResult("not_willing", "pay", 1200, gap={"median": 900.0, "p90": 900.0, "unit": "EUR_year"}),
            "Offer higher pay. Nine in ten of the posts need at most EUR 900 more a year. Would open 1,200 posts.",
        ),
        (
            LeverResult("not_willing", "date", 2, gap={"median": None, "p90": None, "unit": "days"}),
            "Let the work start later. Would open 2 posts.",
        ),
    ],
)
def test_levers_are_sentences(lever: LeverResult, said: str) -> None:
    assert plain(sentence(lever, "en")) == said


def test_a_fact_stands_in_the_middle_of_a_sentence() -> None:
    label = text("Length of the contract", "Durée du contrat", "Duur van de overeenkomst")
    lever = LeverResult("undecided", "ask_fact", 1, subject={"fact": "contract_months", "label": label})
    assert what_to_do(lever, "en") == "Ask for this fact of the law: length of the contract."
    abbreviation = replace(lever, subject={"label": text("EU Blue Card", "Carte bleue", "Europese kaart")})
    assert what_to_do(abbreviation, "en") == "Ask for this fact of the law: EU Blue Card."
