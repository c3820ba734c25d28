"""Pages that everybody reads: drafts, the text, what changed between rounds, comments with their answers."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from corridor.consultation.draft.differences import rounds_compared
from corridor.consultation.draft.reading import as_markdown
from corridor.web.design.names import language
from corridor.web.drafts.models import Comment, Draft, Phase, Round
from corridor.web.drafts.page_text import answered, shown
from corridor.web.drafts.queries import comments_in, listed, own_comments, published_rounds, sections_of, tally_of
from corridor.web.drafts.views.shared import frame, participant, present, round_of, seen
from corridor.web.drafts.written import languages_in, round_record, section_record

A_PAGE = 25


@never_cache
@require_safe
def draft_list(request: HttpRequest) -> HttpResponse:
    """Published drafts, and those of the reader's organisations."""
    page = Paginator(listed(request.user), A_PAGE).get_page(request.GET.get("page"))
    rows = [_row(draft) for draft in page]
    user: Any = request.user
    context = {"page": page, "rows": rows, "may_create": user.has_perm("drafts.create_draft")}
    return render(request, "drafts/list.html", context)


def _row(draft: Draft) -> dict[str, Any]:
    rounds = list(draft.rounds.all())
    read = [one for one in rounds if one.published_at is not None]
    return {"draft": draft, "round": read[-1] if read else (rounds[-1] if rounds else None)}


@never_cache
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The text of the present round."""
    draft = seen(request, slug)
    if not draft.published:
        return redirect("drafts:manage", slug)
    return _text(request, draft, present(draft))


@never_cache
@require_safe
def earlier(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The text of a round."""
    draft = seen(request, slug)
    return _text(request, draft, round_of(draft, number, published=True))


def _text(request: HttpRequest, draft: Draft, round: Round) -> HttpResponse:
    lang = language()
    who = participant(request, draft)
    mine: dict[Any, int] = {}
    for comment in own_comments(draft, who.contacts) if who.contacts else ():
        mine[comment.section_id] = mine.get(comment.section_id, 0) + 1
    sections = sections_of(round)
    texts = [shown(draft, section, lang) for section in sections]
    rounds = published_rounds(draft)
    context = frame(
        request,
        draft,
        "detail",
        round=round,
        phase=round.phase,
        is_open=round.phase == Phase.OPEN,
        rounds=rounds,
        is_present=round.pk == rounds[-1].pk,
        texts=[{"shown": one, "mine": mine.get(one.section.pk, 0)} for one in texts],
        untranslated=sum(not one.translated for one in texts),
        not_of_draft=lang not in languages_in(draft, sections),
        who=who,
        has_answers=any(one.phase == Phase.CLOSED for one in rounds),
    )
    return render(request, "drafts/detail.html", context)


@never_cache
@require_safe
def text_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The text of a round as a Markdown file."""
    draft = seen(request, slug)
    user: Any = request.user
    round = round_of(draft, number, published=not user.has_perm("drafts.view_draft", draft))
    sections = sections_of(round)
    records = tuple(section_record(one) for one in sections)
    languages = tuple(draft.languages) if round.published_at is None else languages_in(draft, sections)
    text = as_markdown(draft.title, languages, records)
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{draft.slug}-{number}.md"'
    return response


@never_cache
@require_safe
def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What changed in a round since the one before, side by side."""
    draft = seen(request, slug)
    user: Any = request.user
    published = not user.has_perm("drafts.view_draft", draft)
    if number < 2:
        raise Http404("nothing came before the first round")
    after, before = round_of(draft, number, published=published), round_of(draft, number - 1, published=published)
    both = all(language() in languages_in(draft, sections_of(one)) for one in (before, after))
    lang = language() if both else draft.written_in
    found = rounds_compared(round_record(before), round_record(after), lang)
    context = frame(
        request,
        draft,
        "changes",
        before=before,
        after=after,
        lang=lang,
        in_own_language=lang == language(),
        changed=[one for one in found if one.state != "same"],
        same=[one for one in found if one.state == "same"],
    )
    return render(request, "drafts/changes.html", context)


@require_safe
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Comments of closed rounds with their answers: organisations by name, persons never."""
    draft = seen(request, slug)
    if not draft.published:
        raise Http404("no round of this draft is published")
    rounds = published_rounds(draft)
    closed = [one for one in rounds if one.phase == Phase.CLOSED]
    wanted = request.GET.get("round", "")
    chosen = next((one for one in closed if str(one.number) == wanted), closed[-1] if closed else None)
    rows = comments_in(draft).filter(section__round=chosen) if chosen else Comment.objects.none()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    lang = language()
    context = frame(
        request,
        draft,
        "answers",
        closed=closed,
        chosen=chosen,
        page=page,
        # Every comment counted here stands on the page itself: the counts tell nothing more of anybody.
        tally=tally_of(rows) if chosen else None,
        rows=[answered(draft, comment, lang) for comment in page],
    )
    return render(request, "drafts/answers.html", context)
