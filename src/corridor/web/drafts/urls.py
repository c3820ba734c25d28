"""Addresses of `drafts`."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from corridor.web.drafts.views import answering, commenting, convening, reading


class FileForm:
    """`csv` or `json`."""

    regex = "csv|json"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(FileForm, "comments_form")
app_name = "drafts"
urlpatterns: list[URLPattern] = [
    path("", reading.draft_list, name="list"),
    path("new/", convening.create, name="create"),
    path("leave/", commenting.leave, name="leave"),
    path("link/<str:token>/", commenting.enter, name="enter"),
    path("<slug:slug>/", reading.detail, name="detail"),
    path("<slug:slug>/answers/", reading.answers, name="answers"),
    path("<slug:slug>/mine/", commenting.mine, name="mine"),
    path("<slug:slug>/mine/<uuid:comment>/withdraw/", commenting.withdraw, name="withdraw"),
    path("<slug:slug>/sections/<slug:key>/", commenting.comment, name="comment"),
    path("<slug:slug>/rounds/<int:number>/", reading.earlier, name="round"),
    path("<slug:slug>/rounds/<int:number>/changes/", reading.changes, name="changes"),
    path("<slug:slug>/rounds/<int:number>/draft.md", reading.text_file, name="text_file"),
    path("<slug:slug>/manage/", convening.manage, name="manage"),
    path("<slug:slug>/manage/edit/", convening.edit, name="edit"),
    path("<slug:slug>/manage/delete/", convening.delete, name="delete"),
    path("<slug:slug>/manage/next-round/", convening.next_round, name="next_round"),
    path("<slug:slug>/manage/rounds/<int:number>/text/", convening.upload, name="upload"),
    path("<slug:slug>/manage/rounds/<int:number>/dates/", convening.dates, name="dates"),
    path("<slug:slug>/manage/rounds/<int:number>/drop/", convening.drop_round, name="drop_round"),
    path("<slug:slug>/manage/rounds/<int:number>/invite/", convening.invite, name="invite"),
    path("<slug:slug>/manage/rounds/<int:number>/remind/", convening.remind, name="remind"),
    path("<slug:slug>/manage/rounds/<int:number>/sections/new/", convening.section, name="add_section"),
    path("<slug:slug>/manage/rounds/<int:number>/sections/<slug:key>/edit/", convening.section, name="section"),
    path(
        "<slug:slug>/manage/rounds/<int:number>/sections/<slug:key>/remove/",
        convening.remove_section,
        name="remove_section",
    ),
    path("<slug:slug>/manage/comments/", answering.comments, name="comments"),
    path("<slug:slug>/manage/comments.<comments_form:form>", answering.export, name="export"),
    path("<slug:slug>/manage/answer/", answering.answer, name="answer"),
    path("<slug:slug>/manage/tell/", answering.tell_authors, name="tell"),
]
