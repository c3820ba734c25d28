"""Several people write in one chain at the same moment: nothing is there twice, and nothing is lost in silence.

On PostgreSQL and SQLite the writers really meet: each thread has a connection of its own, on SQLite to a file.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from corridor.web.audit.models import AuditEvent
from corridor.web.chain import domain
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.kinds import KINDS
from corridor.web.chain.models import DossierVersion, EvidenceItem, Finding, Recommendation
from tests.web.chain.chains_made import made_chain, made_programme, small_dossier

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TIMES = 5
Act = Callable[[int], Any]


@pytest.fixture
def at_once(tmp_path: Path) -> Iterator[Callable[..., list[Any]]]:
    """What becomes of acts that threads do at the same moment: what they return, or why they were refused."""
    shared: dict[str, Any] = connections.settings["default"]
    before = shared["NAME"]

    def run(*acts: Act) -> list[Any]:
        if connection.vendor == "sqlite" and shared["NAME"] == before:
            file = tmp_path / "chain.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(file)])
            shared["NAME"] = str(file)
        gate, found = threading.Barrier(len(acts)), []

        def one(act: Act, number: int) -> None:
            gate.wait()
            try:
                found.append(act(number))
            except ChainRefusal as refusal:
                found.append(refusal.key)
            except Exception as error:  # a thread's own failure must fail the test
                found.append(error)
            finally:
                connections["default"].close()

        threads = [threading.Thread(target=one, args=(act, number)) for number, act in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    yield run
    shared["NAME"] = before


@pytest.fixture
def programme(organisation: Any) -> Any:
    return made_chain(organisation(), None)


def finding(programme: Any, key: str) -> Any:
    values = {"region": "flanders", "kind": "threat", "title": {"en": key}}
    return domain.add_item(actor=None, programme=programme, kind=KINDS["findings"], key=key, values=values).number


def test_items_added_at_once_have_numbers_of_their_own(programme: Any, at_once: Any) -> None:
    found = at_once(*[lambda n: finding(programme, f"f-{n}")] * TIMES)
    assert sorted(found) == list(range(2, 2 + TIMES))
    taken = at_once(*[lambda _n: finding(programme, "same")] * TIMES)
    assert taken.count("key_taken") == TIMES - 1


def test_of_two_who_change_an_item_the_second_is_told(programme: Any, at_once: Any) -> None:
    item = Finding.objects.get(programme=programme, key="high-threshold")

    def change(number: int) -> str:
        domain.change_item(actor=None, item=item, version=1, values={"title": {"en": f"Title {number}"}})
        return "changed"

    found = at_once(*[change] * TIMES)
    assert sorted(found) == ["changed"] + ["overtaken"] * (TIMES - 1)
    rows = at_once(
        lambda _n: (Finding.objects.get(pk=item.pk).version, AuditEvent.objects.filter(subject=str(item.pk)).count())
    )
    assert rows == [(2, 1)], "refused changes leave no trace in the audit trail"


def test_a_dossier_that_several_take_in_at_once_is_there_once(organisation: Any, at_once: Any) -> None:
    empty = made_programme(organisation(), "empty")
    found = at_once(*[lambda _n: domain.import_dossier(actor=None, programme=empty, dossier=small_dossier())] * TIMES)
    assert found.count("keys_taken") == TIMES - 1
    assert at_once(lambda _n: EvidenceItem.objects.filter(programme=empty).count()) == [2]


def test_a_change_while_the_chain_is_replaced_is_in_the_version_or_refused(programme: Any, at_once: Any) -> None:
    item = Recommendation.objects.get(programme=programme, key="faster")

    def replace(_number: int) -> str:
        domain.import_dossier(actor=None, programme=programme, dossier=small_dossier(), how="replace")
        return "replaced"

    def change(_number: int) -> str:
        domain.change_item(actor=None, item=item, version=1, values={"title": {"en": "Mine"}})
        return "changed"

    found = set(at_once(replace, change))
    assert found in ({"replaced", "changed"}, {"replaced", "overtaken"})
    [document] = at_once(lambda _n: DossierVersion.objects.get(programme=programme).document)
    kept = "Mine" in [one["title"]["en"] for one in document["recommendations"]]
    assert kept == ("changed" in found)


def test_versions_saved_at_once_have_numbers_of_their_own(programme: Any, at_once: Any) -> None:
    save = lambda n: domain.save_version(actor=None, programme=programme, name=str(n)).number  # noqa: E731
    assert sorted(at_once(*[save] * TIMES)) == list(range(1, 1 + TIMES))


def test_a_value_is_accepted_once(programme: Any, at_once: Any) -> None:
    item = EvidenceItem.objects.get(programme=programme, key="threshold")
    now = {"value": 2, "sha256": "2" * 64, "date": "2026-11-22"}
    assert domain.note_reading(item=item, seen=now)

    def accept(number: int) -> str:
        domain.accept_value(actor=None, item=item, sha256="2" * 64, reason=str(number))
        return "accepted"

    assert sorted(at_once(*[accept] * TIMES)) == ["accepted"] + ["nothing_to_accept"] * (TIMES - 1)
    assert at_once(lambda _n: len(EvidenceItem.objects.get(pk=item.pk).history)) == [1]
