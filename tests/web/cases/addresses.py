"""The named addresses of `cases`, with a case of the world's organisation in which each part is taken."""

from __future__ import annotations

from datetime import date
from typing import Any

from corridor.web.cases.domain import checklist, deadlines, invitations, local_pages, messages
from corridor.web.consent.domain import give
from tests.web.cases.made import choose, make_case, pdf


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """Every view with its arguments; the case is the world's talent's and the world's employer's."""
    adviser, talent = world.people["adviser"], world.people["talent"]
    give(user=talent, purpose="case_file", actor=talent, language="en")
    case = choose(make_case(world.organisation, adviser, talent=talent, employer=world.employer), adviser)
    invited = make_case(world.organisation, adviser)
    _invitation, link = invitations.invite(
        case=invited, email=talent.email, language="en", actor=adviser, address=lambda secret: secret
    )
    item = case.items.filter(kind="document")[0]
    checklist.change_item(item=item, state="asked", asked_of="employer", reason="", version=item.version, actor=adviser)
    document = checklist.add_document(item=item, content=pdf(), name="a.pdf", valid_until=None, actor=adviser)
    thread = messages.begin(
        case=case, subject="A", audience="everyone", body="B", actor=adviser, address="http://testserver/"
    )
    feed, secret = deadlines.open_feed(user=adviser, case=None, with_names=False)
    page = local_pages.write(
        organisation=world.organisation,
        region="flanders",
        topic="housing",
        title={"en": "Housing"},
        body={"en": "Text"},
        checked_on=date(2026, 11, 1),
        actor=adviser,
    )
    one, text = {"pk": case.pk}, {"pk": page.pk}
    return {
        "cases:list": {},
        "cases:create": {},
        "cases:due": {},
        "cases:calendar": {},
        "cases:calendar_revoke": {"feed": feed.pk},
        "cases:calendar_feed": {"secret": secret},
        "cases:accept": {"secret": link},
        "cases:local_pages": {},
        "cases:own_pages": {},
        "cases:write_page": {},
        "cases:local_page": text,
        "cases:rewrite_page": text,
        "cases:publish_page": text,
        "cases:page_history": text,
        "cases:detail": one,
        "cases:take_over": one,
        "cases:history": one,
        "cases:export": one,
        "cases:case_file": one,
        "cases:facts_start": one,
        "cases:facts": {**one, "group": "job"},
        "cases:plan": one,
        "cases:route": one,
        "cases:one_route": {**one, "route": "highly_skilled"},
        "cases:people": one,
        "cases:move": {**one, "verb": "file"},
        "cases:checklist": one,
        "cases:item": {**one, "item": item.pk},
        "cases:upload": {**one, "item": item.pk},
        "cases:document": {**one, "document": document.pk},
        "cases:delete_document": {**one, "document": document.pk},
        "cases:messages": one,
        "cases:thread": {**one, "thread": thread.pk},
        "cases:deadlines": one,
        "cases:mark_deadline": one,
    }
