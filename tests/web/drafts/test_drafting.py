"""Making a draft, its text until it is published, its rounds; who may, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from corridor.consultation.draft.reading import read_draft
from corridor.consultation.errors import ConsultationErrors
from corridor.web.audit.models import AuditEvent
from corridor.web.drafts.domain import drafting
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.models import Draft, Phase, Round, Section
from corridor.web.organisations.models import Role
from corridor.web.programmes.models import Programme
from tests.web.drafts.made import TEXT, close, contact, draft, publish, said, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def convener(person: Any, organisation: Any) -> Any:
    return person(Role.CONVENER, organisation())


def test_a_draft_is_made_from_a_pasted_text(client: Any, convener: Any, organisation: Any) -> None:
    client.force_login(convener)
    values = {"organisation": organisation().pk, "language": "en", "text": TEXT.replace("\n", "\r\n")}
    answer = client.post("/en/drafts/new/", values)
    made = Draft.objects.get()
    assert answer.headers["Location"] == f"/en/drafts/{made.slug}/manage/"
    assert (made.slug, made.languages, made.published) == ("draft-on-recruitment", ["en", "fr", "nl"], False)
    assert [(one.key, one.number) for one in Section.objects.all()] == [("aim", "1"), ("fees", "2")]
    page = client.get(answer.headers["Location"]).content.decode()
    assert "2 translations are missing." in page  # the second section has neither heading nor text in Dutch
    assert AuditEvent.objects.filter(verb="drafts.made", actor=convener.pk).exists()


def test_a_text_is_taken_to_be_in_the_language_of_the_page(client: Any, convener: Any) -> None:
    client.force_login(convener)
    assert '<option value="nl" selected' in client.get("/nl/drafts/new/").content.decode()


def test_all_faults_of_a_file_are_told_and_what_was_pasted_is_kept(client: Any, convener: Any) -> None:
    client.force_login(convener)
    organisation = convener.memberships.get().organisation
    text = "# en: T\n## Aim\nText.\n## 2. Fees\n\n<script>alert(1)</script>"
    text = text.replace("\n\n<script>", "\n## 2. <script>alert(1)</script>\nText.\n<script>")
    answer = client.post("/en/drafts/new/", {"organisation": organisation.pk, "language": "en", "text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2: The heading “Aim” has no number" in page
    assert "The number 2 stands more than once" in page
    assert "## Aim" in page
    assert "<script>alert" not in page
    bad = SimpleUploadedFile("draft.md", b"\xff\xfe\x00")
    answer = client.post("/en/drafts/new/", {"organisation": organisation.pk, "language": "en", "file": bad})
    assert "draft.md: The file is no text in UTF-8" in answer.content.decode()
    answer = client.post("/en/drafts/new/", {"organisation": organisation.pk, "language": "en"})
    assert "Choose a file, or paste the text." in answer.content.decode()
    assert not Draft.objects.exists()


def test_another_organisations_programme_is_not_taken(client: Any, convener: Any, organisation: Any) -> None:
    other = Programme.objects.create(organisation=organisation("Elsewhere"), slug="p", title={"en": "P"}, start=today())
    client.force_login(convener)
    values = {"organisation": organisation().pk, "language": "en", "text": TEXT, "programme": other.pk}
    assert client.post("/en/drafts/new/", values).status_code == 422
    assert not Draft.objects.exists()


def test_two_drafts_of_a_title_have_two_addresses(organisation: Any) -> None:
    assert [draft(organisation()).slug, draft(organisation()).slug] == [
        "draft-on-recruitment",
        "draft-on-recruitment-2",
    ]
    assert draft(organisation(), text=TEXT.replace("Draft on recruitment", "New")).slug == "new-2"


def test_sections_are_changed_until_the_round_is_published(client: Any, convener: Any, organisation: Any) -> None:
    made = draft(organisation())
    client.force_login(convener)
    address = f"/en/drafts/{made.slug}/manage/rounds/1/sections/"
    values = {"number": "1.1", "heading_en": "Time", "text_en": "Sixty days.", "text_fr": "Soixante jours."}
    assert client.post(f"{address}new/", values).status_code == 302
    new = Section.objects.get(number="1.1")
    assert (new.place, new.text) == (1, {"en": "Sixty days.", "fr": "Soixante jours."})
    answer = client.post(f"{address}{new.key}/edit/", {**values, "number": "2"})
    assert answer.status_code == 422
    assert "The number 2 stands more than once" in answer.content.decode()
    answer = client.post(f"{address}{new.key}/edit/", {**values, "number": "two", "text_en": ""})
    assert "This field is required." in answer.content.decode()
    client.post(f"{address}{new.key}/edit/", {**values, "number": "10"})
    assert [one.number for one in Section.objects.all()] == ["1", "2", "10"]
    client.post(f"{address}{new.key}/remove/")
    assert Section.objects.count() == 2
    publish(made)
    assert client.post(f"{address}aim/edit/", {**values, "number": "1"}).status_code == 422
    client.post(f"{address}aim/remove/")
    assert Section.objects.get(key="aim").heading["en"] == "Aim"


def test_the_last_section_stays(organisation: Any) -> None:
    made = draft(organisation())
    first, second = Section.objects.all()
    drafting.remove_section(section=first, actor=None)
    with pytest.raises(DraftRefusal) as caught:
        drafting.remove_section(section=second, actor=None)
    assert caught.value.key == "section_needed"
    assert made.rounds.get().sections.count() == 1


def test_a_removed_sections_key_is_not_given_to_another(organisation: Any) -> None:
    made = draft(organisation(), text=TEXT.replace(" {#aim}", ""))
    publish(made)
    close(made.rounds.get())
    second = drafting.next_round(draft=made, actor=None)
    drafting.remove_section(section=second.sections.get(key="1"), actor=None)
    values = {"number": "1", "heading": {"en": "Quite new"}, "text": {"en": "Other."}}
    assert drafting.save_section(round=second, section=None, actor=None, **values).key == "1_2"


def test_rounds_follow_each_other(organisation: Any) -> None:
    made = draft(organisation())
    first = publish(made, opens=-2, closes=3)
    assert first.phase == Phase.OPEN
    with pytest.raises(DraftRefusal):
        drafting.next_round(draft=made, actor=None)
    with pytest.raises(DraftRefusal):
        drafting.publish_round(round=first, opens=today(), closes=today(), address="", actor=None)
    close(first)
    second = drafting.next_round(draft=made, actor=None)
    assert [(one.key, one.text) for one in second.sections.all()] == [(o.key, o.text) for o in first.sections.all()]
    with pytest.raises(DraftRefusal):
        drafting.next_round(draft=made, actor=None)
    drafting.drop_round(round=second, actor=None)
    assert made.rounds.count() == 1


def test_the_days_of_a_round_that_is_over_stay(client: Any, convener: Any, organisation: Any) -> None:
    made = draft(organisation())
    first = publish(made)
    drafting.set_dates(round=first, opens=today(), closes=today(3), actor=None)
    before_it_closed = made.rounds.get()
    close(first)
    client.force_login(convener)
    values = {"opens": today(-20).isoformat(), "closes": today(9).isoformat()}
    answer = client.post(f"/en/drafts/{made.slug}/manage/rounds/1/dates/", values)
    assert answer.status_code == 422
    assert "This round is over" in answer.content.decode()
    assert "Change the dates" not in client.get(f"/en/drafts/{made.slug}/manage/").content.decode()
    with pytest.raises(DraftRefusal) as caught:
        drafting.set_dates(round=before_it_closed, opens=today(), closes=today(3), actor=None)
    assert caught.value.key == "round_over", "what was read before is not what counts"
    drafting.next_round(draft=made, actor=None)
    Round.objects.filter(pk=first.pk).update(closes=today(3))
    with pytest.raises(DraftRefusal):
        drafting.set_dates(round=first, opens=today(), closes=today(9), actor=None)
    first.refresh_from_db()
    assert first.closes == today(3)


@pytest.mark.parametrize(
    ("opens", "closes", "phase"),
    [(1, 5, Phase.COMING), (0, 0, Phase.OPEN), (-5, 0, Phase.OPEN), (-5, -1, Phase.CLOSED)],
)
def test_a_round_is_open_on_its_first_and_last_day(organisation: Any, opens: int, closes: int, phase: Phase) -> None:
    assert publish(draft(organisation()), opens=opens, closes=closes).phase == phase


def test_days_that_make_no_sense_are_refused(client: Any, convener: Any, organisation: Any) -> None:
    made = draft(organisation())
    client.force_login(convener)
    address = f"/en/drafts/{made.slug}/manage/rounds/1/dates/"
    past = client.post(address, {"opens": today(-5).isoformat(), "closes": today(-1).isoformat()})
    assert past.status_code == 422
    assert "The last day is over already" in past.content.decode()
    turned = client.post(address, {"opens": today(5).isoformat(), "closes": today(1).isoformat()})
    assert "is before the first day" in turned.content.decode()
    made.refresh_from_db()
    assert not made.published
    assert client.post(address, {"opens": today().isoformat(), "closes": today(9).isoformat()}).status_code == 302
    made.refresh_from_db()
    assert made.published
    assert made.rounds.get().address == "http://testserver"


def test_a_text_without_its_first_language_is_not_published(organisation: Any) -> None:
    made = draft(organisation())
    Section.objects.filter(key="aim").update(text={"fr": "Texte."})
    with pytest.raises(ConsultationErrors) as caught:
        publish(made)
    assert caught.value.errors[0].key == "draft_no_text"


def test_a_file_replaces_the_text_and_keys_stay(organisation: Any) -> None:
    from corridor.consultation.draft.reading import read_draft

    made = draft(organisation())
    written = read_draft("# en: Draft on recruitment\n## 1. Aim\nNew.\n## 3. End\nText.\n")
    drafting.replace_text(round=made.rounds.get(), written=written, actor=None)
    assert [(one.key, one.text["en"]) for one in Section.objects.all()] == [("aim", "New."), ("3", "Text.")]
    made.refresh_from_db()
    assert made.languages == ["en"]


def test_a_draft_with_comments_is_not_deleted(client: Any, convener: Any, organisation: Any) -> None:
    made = draft(organisation())
    said(publish(made), contact(organisation()))
    client.force_login(convener)
    client.post(f"/en/drafts/{made.slug}/manage/delete/")
    assert Draft.objects.exists()
    other = draft(organisation())
    client.post(f"/en/drafts/{other.slug}/manage/delete/")
    assert Draft.objects.get() == made


def test_title_and_languages(client: Any, convener: Any, organisation: Any) -> None:
    made = draft(organisation())
    client.force_login(convener)
    address = f"/en/drafts/{made.slug}/manage/edit/"
    bad = client.post(address, {"title_en": "", "languages": ["fr"]})
    assert bad.status_code == 422
    assert "The language that the draft was written in stays." in bad.content.decode()
    values = {"title_en": "Other", "title_nl": "Ander", "languages": ["nl", "en"]}
    used = client.post(address, values)
    assert used.status_code == 422
    assert "Sections have text in this language: fr" in used.content.decode()
    for one in Section.objects.all():
        one.heading.pop("fr", None)
        one.text.pop("fr", None)
        one.save()
    client.post(address, values)
    made.refresh_from_db()
    assert (made.title, made.languages) == ({"en": "Other", "nl": "Ander"}, ["en", "nl"])


def test_the_languages_of_a_published_round_stay(client: Any, convener: Any, organisation: Any) -> None:
    made = draft(organisation())
    publish(made)
    client.force_login(convener)
    address = f"/en/drafts/{made.slug}/manage/edit/"
    page = client.get(address).content.decode()
    assert "The languages of a published round stay as they are." in page
    assert 'name="languages"' not in page
    client.post(address, {"title_en": "Other", "languages": ["en"]})
    made.refresh_from_db()
    assert (made.title, made.languages) == ({"en": "Other"}, ["en", "fr", "nl"])
    values = {"title": made.title, "programme": None, "actor": None}
    with pytest.raises(DraftRefusal):
        drafting.change_draft(draft=made, languages=["en", "fr"], **values)
    close(made.rounds.get())
    second = drafting.next_round(draft=made, actor=None)
    english = read_draft("# en: Other\n## 1. Aim\nNew.\n")
    with pytest.raises(DraftRefusal) as caught:
        drafting.replace_text(round=second, written=english, actor=None)
    assert caught.value.key == "languages_fixed"
    assert second.sections.count() == 2
    drafting.replace_text(round=second, written=read_draft(TEXT.replace("90", "60")), actor=None)
    made.refresh_from_db()
    assert made.languages == ["en", "fr", "nl"]
    assert "60" in second.sections.get(key="aim").text["nl"]


TWO_LANGUAGES = TEXT[: TEXT.index("# nl")]


def test_the_next_round_may_have_another_language(client: Any, convener: Any, organisation: Any) -> None:
    made = draft(organisation(), text=TWO_LANGUAGES)
    first = publish(made)
    close(first)
    second = drafting.next_round(draft=made, actor=None)
    before = list(first.sections.values("key", "heading", "text"))
    client.force_login(convener)
    address = f"/en/drafts/{made.slug}/manage/edit/"
    values = {"title_en": "Draft", "title_nl": "Ontwerp"}
    refused = client.post(address, values | {"languages": ["en", "nl"]})
    assert refused.status_code == 422
    assert "keep en, fr" in refused.content.decode()
    assert client.post(address, values | {"languages": ["en", "fr", "nl"]}).status_code == 302
    form = client.get(f"/en/drafts/{made.slug}/manage/rounds/2/sections/aim/edit/").content.decode()
    assert 'name="text_nl"' in form
    second = made.rounds.model.objects.get(pk=second.pk)
    for one in second.sections.all():
        heading, text = {**one.heading, "nl": "Doel"}, {**one.text, "nl": f"Deel {one.number}."}
        drafting.save_section(round=second, section=one, number=one.number, heading=heading, text=text, actor=None)
    publish(Draft.objects.get())
    assert list(first.sections.values("key", "heading", "text")) == before, "the text of a round stays"
    here = f"/nl/drafts/{made.slug}/"
    assert "Deel 1." in client.get(here).content.decode()
    earlier = client.get(f"{here}rounds/1/").content.decode()
    assert "niet gepubliceerd in de taal van deze pagina" in earlier
    assert "nog niet vertaald" not in earlier, "nothing more is promised of a round that is over"
    assert "# nl" not in client.get(f"{here}rounds/1/draft.md").content.decode()
    assert "# nl" in client.get(f"{here}rounds/2/draft.md").content.decode()
    compared = client.get(f"{here}rounds/2/changes/").content.decode()
    assert "Deel 1." not in compared, "words of two languages are not compared"
    assert "Beide worden getoond" in compared


def test_a_language_that_was_added_is_taken_back_before_it_has_text(organisation: Any) -> None:
    made = draft(organisation(), text=TWO_LANGUAGES)
    close(publish(made))
    drafting.next_round(draft=made, actor=None)
    values = {"title": made.title, "programme": None, "actor": None}
    for languages in (["en", "fr", "nl"], ["en", "fr"]):
        drafting.change_draft(draft=made, languages=languages, **values)
        assert Draft.objects.get().languages == languages


def test_a_file_may_bring_another_language_to_the_next_round(organisation: Any) -> None:
    made = draft(organisation(), text=TWO_LANGUAGES)
    close(publish(made))
    second = drafting.next_round(draft=made, actor=None)
    french_first = TEXT[TEXT.index("# fr") :] + "\n" + TEXT[: TEXT.index("# fr")]
    drafting.replace_text(round=second, written=read_draft(french_first), actor=None)
    assert Draft.objects.get().languages == ["en", "fr", "nl"], "the first stays that in which it was written"
