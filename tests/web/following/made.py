"""Followed schemes with made-up logs, for the tests of `following`."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl

from corridor.partnerships.design import shipped
from corridor.partnerships.example_log import example_log
from corridor.web.following.domain import follow_scheme, read_log, receive_log
from corridor.web.following.models import EventLog, FollowedScheme
from corridor.web.partnerships.queries import example
from corridor.web.pool import receiving

UNTIL = date(2024, 12, 31)
BAD = (
    "participant;event;date;origin\n"
    "N-1;selected;2020-03-01;IN\n"
    "N-2;elected;2020-03-01;IN\n"
    "jan.peeters@example.org;selected;2020-03-02;IN\n"
    "N-3;selected;2020-13-01;IN\n"
)
"""One good row; an event that is none, an address in place of a code, a day that is none."""


@cache
def made_up(design: str = "match", people: int | None = None) -> bytes:
    """A made-up log as CSV."""
    return example_log(shipped()[design], 1, people, until=UNTIL).write_csv().encode()


def followed(organisation: Any, actor: Any, *, design: str = "match", name: str = "Scheme Zeta") -> FollowedScheme:
    """A scheme without a log."""
    chosen = example(design)
    assert chosen is not None
    return follow_scheme(
        organisation=organisation,
        name=name,
        chosen=chosen,
        retention_until=date.today() + timedelta(days=400),
        actor=actor,
    )


def upload(
    scheme: FollowedScheme, content: bytes, *, how: str = "add", as_of: date = UNTIL, actor: Any = None
) -> EventLog:
    """A file read into the log of a scheme."""
    digest = hashlib.sha256(content).hexdigest()
    name = f"{digest[:32]}.csv"
    receiving.path_of(name).write_bytes(content)
    log = receive_log(
        scheme=scheme,
        how=how,
        as_of=as_of,
        source=name,
        source_name="events.csv",
        sha256=digest,
        actor=actor or scheme.created_by,
    )
    read_log(log=log, actor=actor)
    scheme.refresh_from_db()
    return log


def with_log(organisation: Any, actor: Any, *, design: str = "match", name: str = "Scheme Zeta") -> FollowedScheme:
    """A scheme with a made-up log."""
    scheme = followed(organisation, actor, design=design, name=name)
    upload(scheme, made_up(design), actor=actor)
    return scheme


def table(content: bytes) -> pl.DataFrame:
    """A CSV of the pages as a table of texts."""
    return pl.read_csv(content, separator=";", infer_schema=False, encoding="utf8")
