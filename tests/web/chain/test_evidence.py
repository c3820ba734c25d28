"""Evidence: read before it is saved, read again, flagged, accepted by a person; nothing else of the machine is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corridor.web.audit.models import AuditEvent
from corridor.web.chain.domain import import_dossier
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.files import uploaded, within
from corridor.web.chain.forms.sources import LABELS
from corridor.web.chain.models import EvidenceItem
from corridor.web.chain.readings import read_now
from tests.web.chain.chains_made import DOSSIER, OLD, made_chain, made_programme, small_dossier

pytestmark = pytest.mark.django_db


def url(name: str, programme: Any, **kwargs: Any) -> str:
    return reverse(f"chain:{name}", kwargs={"programme": programme.pk, **kwargs})


def add(chain: Any, of: str) -> str:
    return url("create", chain, kind="evidence") + f"?of={of}"


LAW = {
    "key": "age",
    "about_en": "Minimum age",
    "r_name": "flanders.hs_salary_min",
    "r_day_day": "15",
    "r_day_month": "1",
    "r_day_year": "2026",
}


def test_the_kind_of_source_comes_first(chain: Any, client: Client) -> None:
    address = url("create", chain, kind="evidence")
    page = client.get(address).content.decode()
    for label in LABELS.values():
        assert str(label) in page
    assert client.post(address, {"kind": "law"})["Location"].endswith("?of=law")
    assert client.post(address, {"kind": "hearsay"}).status_code == 400


def test_a_value_is_shown_before_it_is_saved(chain: Any, client: Client) -> None:
    shown = client.post(add(chain, "law"), LAW | {"do": "read"})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert not EvidenceItem.objects.filter(key="age").exists()
    reference = {"kind": "law", "region": "flanders", "name": "hs_salary_min", "day": "2026-01-15"}
    now = read_now(reference, chain.organisation).seen
    assert now is not None
    assert now["sha256"] in page
    assert now["text"]["en"] in page
    assert client.post(add(chain, "law"), LAW | {"do": "save", "sha256": "0" * 64}).status_code == 200
    assert not EvidenceItem.objects.filter(key="age").exists(), "another value than the one that was shown"
    assert client.post(add(chain, "law"), LAW | {"do": "save", "sha256": now["sha256"]}).status_code == 302
    made = EvidenceItem.objects.get(key="age")
    assert made.seen == now
    assert made.reference == reference


def test_what_cannot_be_read_is_saved_as_not_known(chain: Any, client: Client) -> None:
    data = {"key": "s", "about_en": "Scheme", "r_scheme": "SMP001", "r_at": "counts.nothing[9].n"}
    page = client.post(add(chain, "scheme"), data | {"do": "read"}).content.decode()
    assert 'value="unread"' in page
    assert client.post(add(chain, "scheme"), data | {"do": "save", "sha256": "unread"}).status_code == 302
    made = EvidenceItem.objects.get(key="s")
    assert (made.seen, made.readable) == (None, False)
    assert "not known" in client.get(url("item", chain, kind="evidence", key="s")).content.decode()


def test_a_document_says_what_a_person_read_there(chain: Any, client: Client) -> None:
    data = {
        "key": "d",
        "about_en": "Report",
        "r_address": "https://example.org/r",
        "r_place": "p. 4",
        "value": "12 weeks",
    }
    day = {"date_day": "3", "date_month": "2", "date_year": "2026"}
    assert client.post(add(chain, "document"), data | day | {"do": "save"}).status_code == 302
    made = EvidenceItem.objects.get(key="d")
    assert ((made.seen or {})["value"], (made.seen or {})["date"]) == ("12 weeks", "2026-02-03")
    assert (made.seen or {})["source"]["url"] == "https://example.org/r"
    bad = client.post(add(chain, "document"), data | {"key": "e", "r_address": "javascript:alert(1)", "do": "save"})
    assert bad.status_code == 400


def test_a_changed_source_is_flagged_and_never_taken_by_itself(chain: Any, client: Client, convener: Any) -> None:
    client.get(url("checks", chain))
    item = EvidenceItem.objects.get(programme=chain, key="threshold")
    client.post(url("read", chain, key="threshold"))
    item.refresh_from_db()
    assert item.stale
    assert (item.seen or {})["sha256"] == OLD, "what was seen stays"
    now = (item.now or {})["text"]["en"]
    for address in (
        url("overview", chain),
        url("checks", chain),
        url("item", chain, kind="evidence", key="threshold"),
        url("item", chain, kind="findings", key="high-threshold"),
    ):
        page = client.get(address).content.decode()
        assert "EUR 1" in page
        assert now in page
    page = client.get(url("checks", chain)).content.decode()
    assert "rule-stale_evidence" in page
    assert page.partition("rule-rests_on_stale")[2].count("high-threshold") >= 1
    from corridor.web.chain.welcome import home_blocks

    assert home_blocks(convener)[0]["entries"][0]["href"] == url("checks", chain)


def test_a_person_accepts_the_new_value_with_a_reason(chain: Any, client: Client, convener: Any) -> None:
    client.post(url("read", chain, key="threshold"))
    item = EvidenceItem.objects.get(programme=chain, key="threshold")
    new, address = item.now or {}, url("accept", chain, key="threshold")
    assert client.post(address, {"sha256": new["sha256"], "reason": ""}).status_code == 400
    assert client.post(address, {"sha256": "f" * 64, "reason": "x"}).status_code == 409
    assert client.post(address, {"sha256": new["sha256"], "reason": "Indexed in January"}).status_code == 302
    item.refresh_from_db()
    assert (item.seen, item.now) == (new, None)
    assert item.history[0]["seen"]["sha256"] == OLD
    assert AuditEvent.objects.get(verb="chain.value_accepted").actor == convener.pk
    page = client.get(url("item", chain, kind="evidence", key="threshold")).content.decode()
    assert "Indexed in January" in page
    assert client.post(address, {"sha256": new["sha256"], "reason": "again"}).status_code == 409


def test_all_sources_are_read_again_in_the_background(
    chain: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url("reread", chain)).status_code == 302
    rows = {one.key: one for one in EvidenceItem.objects.filter(programme=chain)}
    assert rows["threshold"].stale
    assert (rows["letter"].stale, rows["letter"].readable) == (False, False)
    assert AuditEvent.objects.get(verb="chain.evidence_reread").detail == {"items": 2, "changed": 1}


def test_changing_the_text_keeps_what_was_seen_and_changing_the_source_reads_it(chain: Any, client: Client) -> None:
    address = url("edit", chain, kind="evidence", key="threshold")
    page = client.get(address).content.decode()
    assert 'value="2026"' in page, "the day of the reference stands in the form"
    item = EvidenceItem.objects.get(programme=chain, key="threshold")
    now = read_now(item.reference, chain.organisation).seen
    assert now is not None
    data = LAW | {"about_en": "Another text", "version": "1", "do": "save", "sha256": now["sha256"]}
    assert client.post(address, data).status_code == 302
    item.refresh_from_db()
    assert item.about == {"en": "Another text"}
    assert (item.seen or {})["sha256"] == OLD
    assert (item.now or {})["sha256"] == now["sha256"], "what the source says now is flagged, not taken"
    other = data | {"r_day_year": "2025", "version": str(item.version)}
    shown = client.post(address, other | {"do": "read"}).content.decode()
    later = read_now({**item.reference, "day": "2025-01-15"}, chain.organisation).seen
    assert later is not None
    assert later["sha256"] in shown
    assert client.post(address, other | {"sha256": later["sha256"]}).status_code == 302
    item.refresh_from_db()
    assert (item.seen, item.now) == (later, None)
    assert client.post(address, other | {"sha256": later["sha256"]}).status_code == 200, "somebody changed it before"


def test_the_daily_command_flags_and_takes_nothing(chain: Any, organisation: Any, capsys: Any) -> None:
    from django.core.management import call_command

    made_programme(organisation("Elsewhere"), "empty")
    call_command("reread_evidence")
    assert capsys.readouterr().out == "review\t1\n"
    item = EvidenceItem.objects.get(programme=chain, key="threshold")
    assert item.stale
    assert (item.seen or {})["sha256"] == OLD


def test_the_convener_is_told_of_a_change_once(chain: Any, convener: Any, person: Any, mailoutbox: Any) -> None:
    from django.core.management import call_command

    from corridor.web.consent.domain import give

    person("convener", chain.organisation)  # who did not agree to messages
    viewer = person("viewer", chain.organisation)
    for user in (convener, viewer):
        give(user=user, purpose="mail", actor=user, language="en")
    type(convener).objects.filter(pk=convener.pk).update(language="nl")
    call_command("reread_evidence")
    assert [mail.to for mail in mailoutbox] == [[convener.email]]
    now = EvidenceItem.objects.get(programme=chain, key="threshold").now or {}
    assert "Loondrempel" in mailoutbox[0].body
    assert "1 EUR" in mailoutbox[0].body
    assert now["text"]["nl"] in mailoutbox[0].body
    assert "Onderzoek" in mailoutbox[0].subject
    call_command("reread_evidence")
    assert len(mailoutbox) == 1
    changed = {**now, "sha256": "3" * 64}
    EvidenceItem.objects.filter(programme=chain, key="threshold").update(now=changed)
    call_command("reread_evidence")
    assert len(mailoutbox) == 2, "it has changed again"


# ---- what is not read ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "reference",
    [
        {"kind": "document", "file": "/etc/passwd"},
        {"kind": "document", "file": "../../../../../../etc/passwd"},
        {"kind": "document", "file": "~/.profile"},
        {"kind": "plan", "folder": "/etc", "at": "inputs.posts"},
        {"kind": "simulation", "design": "/etc/passwd", "at": "x"},
        {
            "kind": "verdict",
            "table": "/etc/passwd",
            "method": "m",
            "isco08": "2221",
            "region": "flanders",
            "period": "1",
        },
    ],
)
def test_files_of_the_machine_are_not_read(organisation: Any, reference: dict[str, str]) -> None:
    found = read_now(reference, organisation())
    assert found.seen is None
    assert isinstance(found.fault, ChainRefusal)


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "~/x", "a\\..\\x", ""])
def test_paths_that_lead_out_are_known(path: str) -> None:
    assert not within(path)
    assert within("reforms/mine.yaml")


@pytest.mark.parametrize("path", ["/etc/passwd", "../../law.yaml", "~/law.yaml"])
def test_a_dossier_that_names_files_of_the_machine_is_refused(path: str, tmp_path: Path) -> None:
    from corridor.consultation.dossier import write

    recommendation = {**DOSSIER["recommendations"][0], "regulatory": {"reform": path, "region": "flanders"}}
    file = write(small_dossier(recommendations=[recommendation], decisions=[]), tmp_path / "d.yaml")
    with pytest.raises(ChainRefusal) as refused, uploaded("d.yaml", file.read_bytes()):
        pass
    assert refused.value.place == "recommendations[0].regulatory.reform"


def test_a_plan_of_another_organisation_is_not_read(organisation: Any, convener: Any) -> None:
    from datetime import date

    from django.utils import timezone

    from corridor.web.plans.models import Plan

    plan = Plan.objects.create(
        organisation=organisation("Elsewhere"),
        name="Secret",
        region="flanders",
        date=date(2026, 1, 1),
        folder="plans/x",
        finished_at=timezone.now(),
    )
    reference = {"kind": "plan", "folder": str(plan.pk), "at": "inputs.posts"}
    assert isinstance(read_now(reference, organisation()).fault, ChainRefusal)
    mine = made_programme(organisation(), "mine")
    import_dossier(actor=convener, programme=mine, dossier=small_dossier())
    page = Client()
    page.force_login(convener)
    assert "Secret" not in page.get(add(mine, "plan")).content.decode()


# ---- what was seen is not lost ------------------------------------------------------------------
def test_editing_a_document_keeps_what_was_seen_there(organisation: Any, convener: Any, client: Client) -> None:
    from corridor.consultation.chain.canonical import sha256

    seen = {
        "value": 90,
        "sha256": sha256(90),
        "date": "2026-02-03",
        "text": {"en": "90 days"},
        "source": {"title": {"en": "Directive"}, "url": "https://example.org/r", "read": "2026-02-03"},
    }
    about, reference = {"en": "Term"}, {"kind": "document", "address": "https://example.org/r", "place": "art. 5"}
    programme = made_programme(organisation(), "documents")
    came = small_dossier(
        evidence=[{"key": "term", "about": about, "reference": reference, "seen": seen}],
        findings=[],
        initiatives=[],
        recommendations=[],
        decisions=[],
        practices=[],
    )
    import_dossier(actor=convener, programme=programme, dossier=came)
    item = EvidenceItem.objects.get(programme=programme, key="term")
    first = item.seen
    address = url("edit", programme, kind="evidence", key="term")
    day = {"date_day": "3", "date_month": "2", "date_year": "2026"}
    place = {"r_address": "https://example.org/r", "r_place": "art. 5", "value": "90"}
    data = {"about_en": "The term", **place, **day, "do": "save"}
    assert client.post(address, data | {"version": "1"}).status_code == 302
    item.refresh_from_db()
    assert (item.about, item.seen, item.history) == ({"en": "The term"}, first, [])
    assert client.post(address, data | {"version": "2", "value": "60"}).status_code == 302
    item.refresh_from_db()
    now = item.seen or {}
    assert now["value"] == "60"
    assert now["source"]["title"] == (first or {})["source"]["title"]
    assert [one["seen"] for one in item.history] == [first]


def test_a_reading_of_a_reference_that_was_changed_meanwhile_is_dropped(chain: Any) -> None:
    from corridor.web.chain.domain import note_reading

    before = EvidenceItem.objects.get(programme=chain, key="threshold")
    EvidenceItem.objects.filter(pk=before.pk).update(reference={**before.reference, "day": "2020-01-15"})
    note_reading(item=before, seen={"value": 2, "sha256": "1" * 64, "date": "2026-11-22"})
    row = EvidenceItem.objects.get(pk=before.pk)
    assert (row.now, row.reread_at) == (None, None)


@pytest.mark.parametrize(
    "reference",
    [
        {"kind": "document", "file": "x" * 300},
        {"kind": "document", "file": "a\0b"},
        {"kind": "document", "file": "~nobody-of-that-name/x"},
        {"kind": "scheme", "scheme": "SMP001", "at": f"sources[{'9' * 5000}]"},
        {"kind": "scheme", "scheme": "SMP001", "at": "sources[999999999999]"},
        {"kind": "nothing"},
        None,
    ],
)
def test_what_cannot_be_read_never_stops_the_reading(organisation: Any, reference: Any) -> None:
    reading = read_now(reference, organisation())
    assert reading.seen is None
    assert reading.fault is not None


def test_one_programme_does_not_stop_the_reading_of_the_others(
    chain: Any, organisation: Any, convener: Any, monkeypatch: Any, capsys: Any
) -> None:
    from django.core.management import CommandError, call_command

    made_chain(organisation(), convener, "second")

    def breaking(*, programme: Any, actor: Any) -> int:
        if programme == chain:
            raise KeyError("strange")
        return 7

    monkeypatch.setattr("corridor.web.chain.management.commands.reread_evidence.reread", breaking)
    with pytest.raises(CommandError, match="review"):
        call_command("reread_evidence")
    assert "second\t7" in capsys.readouterr().out


def test_a_plan_that_is_gone_leaves_its_evidence_editable(chain: Any, client: Client) -> None:
    gone = "00000000-0000-4000-8000-000000000000"
    reference = {"kind": "plan", "folder": gone, "at": "inputs.posts"}
    EvidenceItem.objects.filter(programme=chain, key="letter").update(reference=reference, seen=None)
    data = {"about_en": "Posts", "r_folder": gone, "r_at": "inputs.posts", "version": "1", "do": "save"}
    answer = client.post(url("edit", chain, kind="evidence", key="letter"), data | {"sha256": "unread"})
    assert answer.status_code == 302
    assert EvidenceItem.objects.get(programme=chain, key="letter").about == {"en": "Posts"}
