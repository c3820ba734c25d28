"""A session as it is walked: organisers run it, phones vote and ask, in three languages, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import override

from corridor.web.live.models import Ballot, Poll, Question
from tests.web.live.addresses import addresses
from tests.web.live.made import poll_of, session_of
from tests.web.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = ((1280, 900), (360, 800))
PAGES = (
    "list",
    "phone",
    "screen",
    "organise",
    "poll_create",
    "poll_change",
    "answers",
    "moderate",
    "merge",
    "translate",
)
WORDS = {
    "en": {
        "make": "Make a poll",
        "made": "Make the poll",
        "open": "Open the poll",
        "show": "Show the results",
        "take": "Take questions",
        "vote": "Vote",
        "thanks": "Thank you: your vote was counted.",
        "send": "Send the question",
        "question": "Show",
        "support": "Support",
        "changed": "The polls have changed.",
    },
    "fr": {
        "make": "Créer un sondage",
        "made": "Créer le sondage",
        "open": "Ouvrir le sondage",
        "show": "Afficher les résultats",
        "take": "Accepter les questions",
        "vote": "Voter",
        "thanks": "Merci\u00a0: votre vote a été compté.",
        "send": "Envoyer la question",
        "question": "Afficher",
        "support": "Soutenir",
        "changed": "Les sondages ont changé.",
    },
    "nl": {
        "make": "Een peiling maken",
        "made": "De peiling maken",
        "open": "De peiling openen",
        "show": "De resultaten tonen",
        "take": "Vragen aannemen",
        "vote": "Stemmen",
        "thanks": "Bedankt: uw stem is geteld.",
        "send": "De vraag versturen",
        "question": "Tonen",
        "support": "Steunen",
        "changed": "De peilingen zijn veranderd.",
    },
}


def path(language: str, name: str, *arguments: Any) -> str:
    return f"/{language}{reverse(f'live:{name}', args=arguments)[3:]}"


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page_fits_and_is_accessible(
    page_for: Callable[..., Any], looked_at: Callable[..., None], language: str
) -> None:
    world = make_world()
    made = addresses(world)
    page = page_for(language, user=world.people["convener"])
    for name in PAGES:
        with override(language):
            address = reverse(f"live:{name}", kwargs=made[f"live:{name}"])
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            assert page.goto(address).status == 200, name
            looked_at(page, f"live-{name}-{language}-{width}")


@pytest.mark.parametrize(("language", "scripts", "width"), [("en", True, 1280), ("fr", False, 360), ("nl", True, 360)])
def test_from_a_poll_to_an_answered_question(
    page_for: Callable[..., Any],
    looked_at: Callable[..., None],
    organisation: Any,
    person: Any,
    language: str,
    scripts: bool,
    width: int,
) -> None:
    own, words = organisation("Own"), WORDS[language]
    session = session_of(own)
    desk = page_for(language, js=scripts, user=person("convener", own, language=language))
    phone = page_for(language, js=scripts, width=width)
    phone.goto(path(language, "phone", session.pk))

    desk.goto(path(language, "organise", session.pk))
    desk.get_by_role("button", name=words["take"], exact=True).click()
    desk.get_by_role("button", name=words["make"]).or_(desk.get_by_role("link", name=words["make"])).click()
    desk.locator(f"#id_question_{language}").fill("Training or housing?")
    desk.locator(f"#id_choices_{language}").fill("Training\nHousing")
    desk.get_by_role("button", name=words["made"]).click()
    desk.get_by_role("button", name=words["open"], exact=True).click()
    desk.get_by_role("button", name=words["show"], exact=True).click()
    poll = Poll.objects.get()
    assert (poll.state, poll.results_shown) == ("open", True)

    if scripts:  # the phone is told by itself
        phone.locator("#results").get_by_text(words["changed"]).wait_for()
    phone.goto(path(language, "phone", session.pk))
    phone.get_by_role("radio", name="Housing").check()
    phone.get_by_role("button", name=words["vote"], exact=True).click()
    phone.get_by_text(words["thanks"]).wait_for()
    assert Ballot.objects.get().choice == "2"
    assert phone.locator("#results table").inner_text().count("100") == 1

    phone.locator("#id_question_text").fill("When does it begin?")
    phone.locator("#id_question_language").select_option("en")
    phone.get_by_role("button", name=words["send"]).click()
    phone.locator("#asked").wait_for()
    question = Question.objects.get()
    assert (question.state, question.name) == ("waiting", "")

    desk.goto(path(language, "moderate", session.pk))
    desk.get_by_role("button", name=words["question"], exact=True).click()
    other = page_for(language, js=scripts, width=width)
    cache.clear()  # the process answers for a second with what it has
    other.goto(path(language, "phone", session.pk))
    other.get_by_role("button", name=words["support"], exact=True).click()
    other.locator("#question-list .c-mark").wait_for()
    assert question.supports.count() == 1
    looked_at(other, f"live-walk-{language}", axe=scripts)  # axe waits for timers, which are scripts

    desk.goto(path(language, "organise", session.pk))
    with desk.expect_download() as file:
        desk.locator("a[href$='session.json']").click()
    assert "Training or housing?" in file.value.path().read_text(encoding="utf-8")


def test_a_page_that_looks_by_itself_keeps_what_is_being_typed(page_for: Callable[..., Any], organisation: Any) -> None:
    from corridor.web.live.domain.rooms import take_questions

    session = session_of(organisation("Own"))
    poll = poll_of(session)
    take_questions(session=session, taken=True, actor=None)
    page = page_for("en")
    page.goto(path("en", "phone", session.pk))
    page.get_by_role("radio", name="Training").check()
    page.locator("#id_question_text").fill("Half a ques")
    Ballot.objects.create(poll=poll, device="x" * 64, choice="1")
    page.locator("#results").get_by_text("1 vote").wait_for()
    assert page.get_by_role("radio", name="Training").is_checked()
    assert page.locator("#id_question_text").input_value() == "Half a ques"
