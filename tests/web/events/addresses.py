"""The addresses of the app `events`, for the tests that visit every page."""

from __future__ import annotations

from typing import Any

from corridor.web.events.domain import materials
from corridor.web.events.links import token_of
from corridor.web.events.models import Session
from tests.web.cases.made import pdf
from tests.web.events.made import make_event, register


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """Every view with its arguments: an event of the world's organisation, with somebody registered and a file."""
    convener = world.people["convener"]
    event = make_event(world.organisation, convener, slug="world-conference")
    row = register(event, email="participant@example.org", access_needs="Quiet room", contact_list=True)
    file = materials.add_material(
        event=event,
        session=None,
        title={"en": "Slides"},
        language="en",
        content=pdf(),
        name="slides.pdf",
        actor=convener,
    )
    session = Session.objects.filter(day__event=event)[0]
    one = {"slug": event.slug}
    mine = {**one, "token": token_of(row)}
    plain = (
        "detail",
        "register",
        "registered",
        "people",
        "export_people",
        "import_people",
        "check_in",
        "figures",
        "figures_csv",
        "materials",
        "publish_materials",
        "edit",
        "import_agenda",
        "delete",
        "new_day",
        "new_session",
    )
    return {
        "events:list": {},
        "events:create": {},
        "events:ship": {},
        "events:import_event": {},
        **{f"events:{name}": one for name in plain},
        **{f"events:{name}": mine for name in ("mine", "change", "cancel", "join_list", "calendar")},
        "events:agenda_file": {**one, "form": "json"},
        "events:material": {**one, "pk": file.pk},
        "events:check_in_code": {**one, "code": row.code},
        "events:delete_material": {**one, "pk": file.pk},
        "events:day": {**one, "pk": session.day_id},
        "events:delete_day": {**one, "pk": session.day_id},
        "events:session": {**one, "pk": session.pk},
        "events:delete_session": {**one, "pk": session.pk},
        "events:move": {**one, "verb": "close"},
    }
