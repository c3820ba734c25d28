"""The named addresses of `drafts`: a draft with two rounds and an answered comment, and one in preparation."""

from __future__ import annotations

from typing import Any

from corridor.web.drafts.domain import drafting
from corridor.web.drafts.domain.answering import answer
from corridor.web.drafts.models import Section
from tests.web.drafts.made import close, contact, draft, publish, said


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name to arguments."""
    convener = world.people["convener"]
    read = draft(world.organisation, convener)
    first = publish(read, actor=convener)
    person = contact(world.organisation)
    person.user = world.people["talent"]
    person.save()
    done = said(first, person)
    said(first, person, "fees", stance="amend", proposed="The employer pays.", body="")
    answer(draft=read, comments=[done], outcome="partly", why={"en": "In 60 days."}, actor=convener)
    close(first)
    second = drafting.next_round(draft=read, actor=convener)
    Section.objects.filter(round=second, key="aim").update(text={"en": "The permit is decided within 60 days."})
    publish(read, actor=convener)
    mine = said(second, person)
    waiting = draft(world.organisation, convener)
    one, numbered = {"slug": read.slug}, {"slug": read.slug, "number": 2}
    kept = {"slug": waiting.slug, "number": 1}
    return {
        "drafts:list": {},
        "drafts:create": {},
        "drafts:leave": {},
        "drafts:enter": {"token": "forged"},
        **{
            f"drafts:{name}": one
            for name in ("detail", "answers", "mine", "manage", "edit", "comments", "answer", "tell")
        },
        "drafts:withdraw": one | {"comment": mine.pk},
        "drafts:comment": one | {"key": "aim"},
        "drafts:delete": {"slug": waiting.slug},
        "drafts:next_round": one,
        **{f"drafts:{name}": numbered for name in ("round", "changes", "text_file", "dates", "invite", "remind")},
        "drafts:upload": kept,
        "drafts:drop_round": kept,
        "drafts:add_section": kept,
        "drafts:section": kept | {"key": "fees"},
        "drafts:remove_section": kept | {"key": "fees"},
        "drafts:export": one | {"form": "csv"},
    }
