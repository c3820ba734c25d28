"""Pages that everybody reads: the text in three languages, what changed, lists."""

from __future__ import annotations

from typing import Any

import pytest

from corridor.web.drafts.domain import drafting
from corridor.web.drafts.models import Section
from corridor.web.organisations.models import Role
from corridor.web.programmes.models import Programme
from tests.web.drafts.made import close, contact, draft, publish, said, today

pytestmark = pytest.mark.django_db


def second_round(made: Any) -> Any:
    """A published second round: one section changed, one taken out, one new."""
    close(made.rounds.get(number=1))
    round = drafting.next_round(draft=made, actor=None)
    aim = round.sections.get(key="aim")
    values = {
        "number": "1",
        "heading": aim.heading,
        "text": {**aim.text, "en": "The permit is decided within 60 days."},
    }
    drafting.save_section(round=round, section=aim, actor=None, **values)
    drafting.remove_section(section=round.sections.get(key="fees"), actor=None)
    values = {"number": "2", "heading": {"en": "Housing"}, "text": {"en": "Employers say where people live."}}
    drafting.save_section(round=round, section=None, actor=None, **values)
    return publish(made)


def test_the_text_stands_in_the_readers_language_and_a_gap_is_said(client: Any, organisation: Any) -> None:
    made = draft(organisation())
    publish(made)
    dutch = client.get(f"/nl/drafts/{made.slug}/").content.decode()
    assert "Over de vergunning wordt binnen 90 dagen beslist." in dutch
    assert '<p class="govuk-body c-text" lang="en">The fee is paid by the employer.</p>' in dutch
    assert "1 afdeling is nog niet vertaald" in dutch
    french = client.get(f"/fr/drafts/{made.slug}/").content.decode()
    assert "L’employeur paie la redevance." in french
    assert "The fee is paid" not in french
    english = client.get(f"/en/drafts/{made.slug}/").content.decode()
    assert "<li>one counter</li><li>one file</li>" in english


def test_a_draft_in_preparation_is_not_read(client: Any, organisation: Any, person: Any) -> None:
    made = draft(organisation())
    for address in ("", "answers/", "rounds/1/", "rounds/1/draft.md", "mine/", "sections/aim/"):
        assert client.get(f"/en/drafts/{made.slug}/{address}").status_code == 404, address
    client.force_login(person(Role.VIEWER, organisation()))
    assert "Draft on recruitment" in client.get(f"/en/drafts/{made.slug}/", follow=True).content.decode()


def test_what_changed_stands_side_by_side_with_words_for_ears(client: Any, organisation: Any) -> None:
    made = draft(organisation())
    publish(made)
    second_round(made)
    page = client.get(f"/en/drafts/{made.slug}/rounds/2/changes/").content.decode()
    assert '<del><span class="govuk-visually-hidden">removed: </span>90<span' in page
    assert '<ins><span class="govuk-visually-hidden">added: </span>60<span' in page
    assert "new section" in page
    assert "section taken out" in page
    assert client.get(f"/en/drafts/{made.slug}/rounds/1/changes/").status_code == 404
    text = client.get(f"/en/drafts/{made.slug}/").content.decode()
    assert "within 60 days" in text
    assert "What changed from round 1 to round 2" in text
    first = client.get(f"/en/drafts/{made.slug}/rounds/1/").content.decode()
    assert "within 90 days" in first
    assert "This is the text of an earlier round." in first
    assert "Comment on section" not in first


def test_a_second_round_in_preparation_is_seen_by_conveners_alone(client: Any, organisation: Any, person: Any) -> None:
    made = draft(organisation())
    publish(made)
    close(made.rounds.get())
    drafting.next_round(draft=made, actor=None)
    for address in ("rounds/2/", "rounds/2/changes/", "rounds/2/draft.md"):
        assert client.get(f"/en/drafts/{made.slug}/{address}").status_code == 404, address
    assert "Round 1 closed for comments" in client.get(f"/en/drafts/{made.slug}/").content.decode()
    client.force_login(person(Role.CONVENER, organisation()))
    page = client.get(f"/en/drafts/{made.slug}/rounds/2/changes/").content.decode()
    assert "Nothing changed in the text." in page


def test_the_text_is_taken_along_and_read_back(client: Any, organisation: Any) -> None:
    from corridor.consultation.draft.reading import read_draft

    made = draft(organisation())
    publish(made)
    answer = client.get(f"/en/drafts/{made.slug}/rounds/1/draft.md")
    assert 'filename="draft-on-recruitment-1.md"' in answer.headers["Content-Disposition"]
    assert [one.key for one in read_draft(answer.content.decode()).sections] == ["aim", "fees"]


def test_pages_of_a_link_holder_and_texts_in_preparation_are_kept_nowhere(
    client: Any, organisation: Any, person: Any
) -> None:
    made = draft(organisation())
    publish(made)
    close(made.rounds.get())
    drafting.next_round(draft=made, actor=None)
    client.force_login(person(Role.CONVENER, organisation()))
    for address in ("", f"{made.slug}/", f"{made.slug}/rounds/1/", f"{made.slug}/rounds/2/changes/"):
        assert "no-store" in client.get(f"/en/drafts/{address}").headers["Cache-Control"], address
    assert "no-store" in client.get(f"/en/drafts/{made.slug}/rounds/2/draft.md").headers["Cache-Control"]


def test_answers_are_shown_round_by_round(client: Any, organisation: Any) -> None:
    made = draft(organisation())
    said(publish(made), contact(organisation()), text="Of the first round.")
    said(second_round(made), contact(organisation()), text="Of the second round.")
    page = client.get(f"/en/drafts/{made.slug}/answers/?round=2").content.decode()
    assert "Of the first round." in page
    assert "Of the second round." not in page
    close(made.rounds.get(number=2))
    assert "Of the second round." in client.get(f"/en/drafts/{made.slug}/answers/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_texts_cost_the_same_for_one_and_three(
    client: Any, organisation: Any, person: Any, django_assert_num_queries: Any, count: int
) -> None:
    text = "# en: T\n" + "".join(f"## {n}. H\nText.\n" for n in range(1, count + 1))
    programme = Programme.objects.create(organisation=organisation(), slug="p", title={"en": "P"}, start=today())
    for number in range(count):
        made = draft(organisation(f"Region {number}"), text=text, programme=programme)
        publish(made)
    with django_assert_num_queries(3):
        client.get("/en/drafts/")
    with django_assert_num_queries(4):
        client.get(f"/en/drafts/{made.slug}/")
    client.force_login(person(Role.CONVENER, made.organisation))
    client.get(f"/en/drafts/{made.slug}/manage/")
    with django_assert_num_queries(14):
        client.get(f"/en/drafts/{made.slug}/manage/")


def test_a_draft_of_a_closed_organisation_is_gone(client: Any, organisation: Any) -> None:
    from django.utils import timezone

    made = draft(organisation())
    publish(made)
    made.organisation.closed_at = timezone.now()
    made.organisation.save()
    assert client.get(f"/en/drafts/{made.slug}/").status_code == 404
    assert Section.objects.filter(round__draft=made).exists()
