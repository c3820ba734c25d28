"""The addresses of the app `live`."""

from __future__ import annotations

from django.urls import path, re_path

from corridor.web.live.models import CODE_LENGTH
from corridor.web.live.views import exports, moderation, organise, phone, screen

app_name = "live"
urlpatterns = [
    path("", organise.sessions, name="list"),
    re_path(rf"^(?P<code>[A-Za-z0-9]{{{CODE_LENGTH}}})/$", phone.join, name="join"),
    path("<uuid:session>/", phone.phone, name="phone"),
    path("<uuid:session>/polls/<uuid:poll>/vote/", phone.vote, name="vote"),
    path("<uuid:session>/results/", phone.results, name="results"),
    path("<uuid:session>/questions/", phone.questions, name="questions"),
    path("<uuid:session>/questions/ask/", phone.ask, name="ask"),
    path("<uuid:session>/questions/<uuid:question>/support/", phone.support, name="support"),
    path("<uuid:session>/screen/", screen.screen, name="screen"),
    path("<uuid:session>/screen/board/", screen.board, name="board"),
    path("<uuid:session>/organise/", organise.organise, name="organise"),
    path("<uuid:session>/organise/room/", organise.room, name="room"),
    path("<uuid:session>/organise/polls/create/", organise.poll_create, name="poll_create"),
    path("<uuid:session>/organise/polls/<uuid:poll>/", organise.poll_change, name="poll_change"),
    path("<uuid:session>/organise/polls/<uuid:poll>/act/", organise.poll_act, name="poll_act"),
    path("<uuid:session>/organise/polls/<uuid:poll>/answers/", organise.answers, name="answers"),
    path("<uuid:session>/organise/polls/<uuid:poll>/answers/<uuid:ballot>/", organise.answer_act, name="answer_act"),
    path("<uuid:session>/organise/questions/", moderation.moderate, name="moderate"),
    path("<uuid:session>/organise/questions/<uuid:question>/", moderation.question_act, name="question_act"),
    path("<uuid:session>/organise/questions/<uuid:question>/merge/", moderation.merge, name="merge"),
    path("<uuid:session>/organise/questions/<uuid:question>/translate/", moderation.translate, name="translate"),
    path("<uuid:session>/organise/export/<str:what>", exports.export, name="export"),
]
