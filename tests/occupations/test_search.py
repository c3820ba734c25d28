"""Search and coding on what ships with the package, and confidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corridor.occupations import isco08
from corridor.occupations.confidence import hold_out
from corridor.occupations.errors import OccupationError
from corridor.occupations.labels import belgian_labels, shipped_labels
from corridor.occupations.model import Known
from corridor.occupations.search import Searcher, needed


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return Searcher.open(tmp_path_factory.mktemp("empty"))


def test_shipped_labels_are_of_unit_groups() -> None:
    assert {label.isco08 for label in shipped_labels()} == set(isco08.unit_groups())
    assert {label.lang for label in belgian_labels()} >= {"nl", "fr", "en"}
    assert len(belgian_labels()) > 1000


def test_titles_of_the_law_are_labels() -> None:
    sources = {label.source for label in belgian_labels()}
    assert "flanders/medium_skilled/2026-01-01" in sources
    assert "FL-VDAB-2026" in sources


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Metselaar (m/v) Gent", "7112"),
        ("maçon - CDI", "7112"),
        ("Bricklayers", "7112"),
        ("dakdekker hellende daken", "7121"),
        ("vrachtwagenbestuurder CE", "8332"),
        ("Soudeur / Soudeuse", "7212"),
        ("tandarts", "2261"),
        ("software developer", "2512"),
    ],
)
def test_the_first_candidate(searcher: Searcher, text: str, code: str) -> None:
    assert searcher.search(text)[0].isco08 == code


def test_a_candidate_names_the_title_that_found_it(searcher: Searcher) -> None:
    found = searcher.search("koeltechnicus", lang="fr")[0]
    assert (found.isco08, found.matched.lower(), found.matched_lang) == ("7127", "koeltechnicus", "nl")
    assert found.title == isco08.group("7127").title("fr")


def test_without_esco_only_known_titles_are_coded(searcher: Searcher) -> None:
    known, near, empty = searcher.code(["Couvreur", "dakwerker met liefde voor leien", ""])
    assert (known.isco08, known.how, known.confidence) == ("7121", "exact", None)
    assert (near.isco08, near.how) == (None, "not_sure")
    assert near.candidates
    assert (empty.how, empty.candidates) == ("empty", ())


def test_a_title_of_two_groups_is_not_coded(searcher: Searcher) -> None:
    text = next(
        label.text
        for label in shipped_labels()
        if len({x.isco08 for x in shipped_labels() if x.text == label.text}) > 1 and label.source != "isco08"
    )
    (found,) = searcher.code([text])
    assert found.how == "not_sure"


def test_nothing_to_search(searcher: Searcher) -> None:
    with pytest.raises(OccupationError, match="holds no word"):
        searcher.search(" ?! ")


def test_an_unknown_script_has_no_candidates(searcher: Searcher) -> None:
    assert searcher.search("看護師") == []


def test_a_large_block_is_coded_in_order(searcher: Searcher) -> None:
    titles = ["kok", "metselaar", "", "xx"] * 200
    assert [c.title for c in searcher.code(titles)] == titles


@pytest.mark.parametrize(("precision", "chance"), [(0.9, 0.9667), (0.5, 0.8333), (0.99, 0.9967)])
def test_two_thirds_of_the_allowed_error_are_kept_in_reserve(precision: float, chance: float) -> None:
    assert needed(precision) == pytest.approx(chance, abs=1e-4)


def test_near_twins_are_held_out_too() -> None:
    known = [
        Known(text, "en", "7112", f"u{owner}", False, "esco")
        for owner in range(10)
        for text in (
            f"brick layer {owner}",
            f"brick layers {owner}",
            f"mason of stone {owner}",
            f"wall builder {owner}",
        )
    ]
    kept, held = hold_out(known)
    assert len(held) == 10
    assert not {(x.uri, x.text) for x in kept} & {(x.uri, x.text) for x in held}
    assert len(kept) + len(held) < len(known)


def test_by_turns_a_whole_language_is_held_out() -> None:
    known = [
        Known(f"{word} {owner}", lang, "7112", f"u{owner}", False, "esco")
        for owner in range(12)
        for lang, words in (("en", ("mason", "bricklayer")), ("nl", ("metselaar", "voeger")))
        for word in words
    ]
    kept, held = hold_out(known)
    left = [{x.lang for x in kept if x.uri == label.uri} for label in held]
    assert [languages for languages in left if len(languages) == 1] != []
    assert all(held[i].lang not in languages for i, languages in enumerate(left) if len(languages) == 1)


def test_an_alternative_title_that_the_rest_contradicts_is_not_sure(searcher: Searcher) -> None:
    """Known labels alone would say roofer; all else says it is about bricks."""
    title = "bricklayer and related worker"
    odd = Known(title, "en", "7121", "u", False, "esco")
    doubted, sure = Searcher(searcher.model), Searcher(searcher.model)
    doubted.__dict__["exact"] = {title: {odd}}
    sure.__dict__["exact"] = {title: {replace(odd, preferred=True)}}
    assert [c.how for c in doubted.code([title])] == ["not_sure"]
    assert [c.isco08 for c in sure.code([title])] == ["7121"]


def test_the_room_reads_no_esco_where_none_is(tmp_path: Path) -> None:
    assert Searcher.open(tmp_path).confidence is None
