"""The trace goes both ways, and the two ways agree."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from corridor.consultation.chain.trace import Chain, trace
from corridor.consultation.dossier import Dossier
from corridor.consultation.errors import ConsultationError
from tests.consultation.chain.small_dossiers import dossiers, small


def test_from_evidence_to_decision() -> None:
    found = trace(small(), "high")
    assert [one.key for one in found.behind] == ["pay"]
    assert [one.key for one in found.ahead] == ["learn", "list", "changes/1/c1", "yes"]
    assert found.paths == (("pay", "high", "learn", "list", "yes"), ("pay", "high", "learn", "list", "changes/1/c1"))


def test_a_comment_goes_back_to_the_evidence_of_what_it_is_about() -> None:
    found = trace(small(), "changes/1/c1")
    assert {one.key for one in found.behind} == {"pay", "de-triple-win", "high", "learn", "list"}
    assert not found.ahead


def test_an_item_that_is_not_there() -> None:
    with pytest.raises(ConsultationError) as caught:
        trace(small(), "nothing")
    for lang in ("en", "fr", "nl"):
        message, remedy = caught.value.told(lang)
        assert "nothing" in message
        assert "high" in remedy


@settings(max_examples=40, deadline=None)
@given(dossiers())
def test_forward_and_back_agree(dossier: Dossier) -> None:
    chain = Chain(dossier)
    for one in chain.items:
        for other in chain.items:
            assert (other in chain.ahead(one)) == (one in chain.behind(other))
        assert one not in chain.ahead(one)


@settings(max_examples=40, deadline=None)
@given(dossiers())
def test_paths_are_whole_and_made_of_links(dossier: Dossier) -> None:
    chain = Chain(dossier)
    links = {(link.earlier, link.later) for link in chain.links}
    for key in chain.items:
        found = chain.trace(key)
        on_the_way = {step for way in found.paths for step in way}
        assert on_the_way == {key, *(one.key for one in (*found.behind, *found.ahead))}
        for way in found.paths:
            assert all(pair in links for pair in pairwise(way))
            assert not chain.earlier(way[0])
            assert not chain.later(way[-1])


def test_many_paths_are_cut_and_said_to_be() -> None:
    wide = [f"e{n}" for n in range(40)]
    dossier = small(
        evidence=[
            {"key": key, "about": {"en": key}, "reference": {"kind": "document", "address": "https://x.org"}}
            for key in wide
        ],
        findings=[
            {"key": f"f{n}", "region": "flanders", "kind": "threat", "title": {"en": "F"}, "evidence": wide}
            for n in range(40)
        ],
        initiatives=[{"key": "learn", "title": {"en": "I"}, "findings": [f"f{n}" for n in range(40)]}],
    )
    found = trace(dossier, "learn")
    assert found.more
    assert len(found.paths) == 1000
