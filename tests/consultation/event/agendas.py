"""Random agendas for property tests."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from corridor.consultation.event.agenda import KINDS, ROLES, Day, Event, Participation, Session
from corridor.consultation.event.clock import MINUTES, after
from corridor.consultation.form import LANGUAGES

SIGNS = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), include_characters=" ;,\"'=+-|[]{}:\\")
WORDS = st.text(SIGNS, min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
TEXTS = st.dictionaries(st.sampled_from(LANGUAGES), WORDS, min_size=1, max_size=3)
FIRST = datetime.date(2022, 3, 26)
"""The day before the clocks change: hours must not move with them."""


@st.composite
def sessions(draw: st.DrawFn, key: str) -> Session:
    start = draw(st.none() | st.integers(0, MINUTES - 1))
    length = draw(st.none() | st.integers(1, MINUTES))
    starts = None if start is None else after(datetime.time(4), start)
    ends = after(starts, length) if starts is not None and length is not None else None
    return Session(
        key=key,
        title=draw(TEXTS),
        kind=draw(st.sampled_from(KINDS)),
        starts=starts,
        ends=ends,
        assumed=draw(st.booleans()),
        abstract=draw(st.none() | TEXTS),
        room=draw(st.sampled_from(("", "A", "Salle Maelbeek"))),
        language=draw(st.sampled_from((None, "en", "fr", "nl", "de"))),
        interpretation=tuple(draw(st.lists(st.sampled_from(("en", "fr", "nl", "vgt")), unique=True))),
        participations=tuple(
            draw(
                st.lists(
                    st.builds(
                        Participation, st.sampled_from(ROLES), WORDS.filter(lambda text: text[0] != "?"), st.booleans()
                    ),
                    max_size=3,
                ).map(lambda found: sorted(found, key=lambda one: ROLES.index(one.role)))
            )
        ),
    )


@st.composite
def events(draw: st.DrawFn) -> Event:
    days = []
    for number in range(draw(st.integers(1, 3))):
        found = [draw(sessions(f"s{number}-{at}")) for at in range(draw(st.integers(0, 4)))]
        days.append(
            Day(
                date=FIRST + datetime.timedelta(days=number),
                starts=draw(st.sampled_from((None, datetime.time(9)))),
                ends=draw(st.sampled_from((None, datetime.time(18), datetime.time(1)))),
                seats_on_site=draw(st.none() | st.integers(0, 300)),
                sessions=tuple(found),
            )
        )
    return Event(
        key="conference",
        title=draw(TEXTS),
        summary=draw(st.none() | TEXTS),
        place=draw(st.sampled_from(("", "Résidence Palace"))),
        languages=("en", "fr"),
        days=tuple(days),
    )
