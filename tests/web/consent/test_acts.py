"""The verbs of the audit trail have words in three languages."""

from __future__ import annotations

from corridor.web.cases.history import WORDS
from corridor.web.consent.acts import acts, called


def test_what_is_done_with_a_case_has_words_in_the_trail() -> None:
    assert sorted(set(WORDS) - set(acts())) == []
    assert called("cases.route_chosen")["nl"] == "een route werd gekozen"


def test_every_verb_has_three_languages() -> None:
    for verb, texts in acts().items():
        assert set(texts) == {"en", "fr", "nl"}, verb
        assert all(texts.values()), verb
