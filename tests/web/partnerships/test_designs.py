"""Designs as documents: the list, making, editing, two people at once, deleting, who may, and what is told."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from corridor.partnerships.design import read_design, write_design
from corridor.web.audit.models import AuditEvent
from corridor.web.partnerships import domain
from corridor.web.partnerships.design_files import (
    LARGEST,
    DesignFaults,
    digest_of,
    read,
    told,
)
from corridor.web.partnerships.errors import DesignRefusal
from corridor.web.partnerships.models import Design
from corridor.web.partnerships.queries import chosen, designs_of, examples
from tests.web.partnerships.designs_made import SHIPPED, SMALL, made_design, shipped_text

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    """What a page says, without its marks."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def address(name: str, key: Any = None) -> str:
    return reverse(f"partnerships:{name}", args=[] if key is None else [key])


def verbs() -> list[str]:
    found = AuditEvent.objects.filter(verb__startswith="partnerships.").order_by("at", "id")
    return [event.verb for event in found]


def upload(content: str | bytes, name: str = "mine.yaml") -> SimpleUploadedFile:
    raw = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(name, raw, content_type="application/yaml")


@pytest.fixture
def own(organisation: Any) -> Any:
    return organisation("Own")


# ---- reading what somebody brings ---------------------------------------------------------------


def test_the_outline_and_every_example_read_back_as_they_are_kept() -> None:
    for one in examples().values():
        assert read(one.text) == one.found
        assert digest_of(one.text) == one.digest
    assert read(write_design(read(SMALL))) == read(SMALL)


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("wrong", "key", "line"),
    [
        (BOMB, "file_alias", 1),
        ("name: " + "[" * 40, "file_deep", 1),
        ("id: a\nid: b\n", "key_twice", 1),
        ("id: [1, 2\n", "file_yaml", 2),
        ("start: !!python/object/apply:os.system [ls]\n", "file_yaml", None),
        ("- 1\n- 2\n", "design_not_mapping", None),
        ("waves: [" + "{}, " * 61 + "]\n", "many", 1),
        (f"name: {'x' * 201}\n", "long_text", 1),
        ("profiles: [{id: a, facts: {pay: {deep: 1}}}]\n", "facts_deep", 1),
        ("id: \x07\n", "file_yaml", None),
        ("x: " + "9" * 5000, "file_yaml", None),
        ("x" * (LARGEST + 1), "file_large", None),
    ],
)
def test_a_text_that_harms_or_cannot_be_read_is_refused_before_it_is_built(
    wrong: str, key: str, line: int | None
) -> None:
    with pytest.raises(DesignFaults) as raised:
        read(wrong)
    assert key in [fault.key for fault in raised.value.faults]
    said = told(raised.value.faults, wrong, "nl")
    assert line in [one.line for one in said]
    assert all(one.message and one.remedy for one in said)


@pytest.mark.parametrize(
    ("old", "new", "place", "line"),
    [
        ("intake: 12", "intake: 1000000000", "waves[0].intake", 8),
        ("intake: 12", "intake: -3", "waves[0].intake", 8),
        ("away: 0.5", "away: 1.5", "tracks.away", 9),
        ("origin: [MA]", "origin: [XX]", "origin[0]", 4),
        ("2027-02-01", "2026-02-01", "waves[0].date", 8),
        ("phase: matching,", "phase: matching, after: arrival,", "stages[1].after", 19),
        ("payers: {eu: 0.5,", "payers: {eu: 0.7,", "stages[0].costs[0].payers", 18),
    ],
)
def test_a_wrong_design_is_told_with_its_line_and_remedy(old: str, new: str, place: str, line: int) -> None:
    wrong = SMALL.replace(old, new)
    with pytest.raises(DesignFaults) as raised:
        read(wrong)
    found = {one.place: one for one in told(raised.value.faults, wrong, "fr")}
    assert found[place].line == line
    assert found[place].remedy


def test_all_faults_are_told_together() -> None:
    wrong = SMALL.replace("intake: 12", "intake: 0").replace("away: 0.5", "away: 2").replace("[MA]", "[ZZ]")
    with pytest.raises(DesignFaults) as raised:
        read(wrong)
    assert len(raised.value.faults) == 3


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("[{date: 2027-02-01, intake: 12}]", "[" + "{date: 2027-02-01, intake: 90000}, " * 3 + "]", "people"),
        ("posts: 10,", "posts: 90000,", "posts"),
        ("horizon_months: 36", "horizon_months: 480", "size"),
    ],
)
def test_what_is_too_large_to_simulate_is_refused_with_a_remedy(old: str, new: str, key: str) -> None:
    large = SMALL.replace(old, new)
    if key == "size":
        large = large.replace("intake: 12", "intake: 9000")
    with pytest.raises(DesignFaults) as raised:
        read(large)
    assert [fault.key for fault in raised.value.faults] == [key]
    assert all(fault.told("fr")[1] for fault in raised.value.faults)


# ---- the list -----------------------------------------------------------------------------------


def test_everybody_sees_the_examples_and_nobody_a_stranger_s_design(
    client: Client, own: Any, organisation: Any, person: Any
) -> None:
    made_design(own, name="Secret plan")
    elsewhere = person("manager", organisation("Elsewhere"))
    convener = person("convener", own)
    for user in (None, elsewhere, convener):
        if user is not None:
            client.force_login(user)
        page = text(client.get(address("designs")))
        assert "PALIM" in page
        assert "Secret plan" not in page
    client.force_login(person("viewer", own))
    page = text(client.get(address("designs")))
    assert "Secret plan" in page
    assert "New design" not in page


@pytest.mark.parametrize(("count", "queries"), [(1, 6), (3, 6)])
def test_the_list_asks_the_database_a_fixed_number_of_times(
    client: Client, own: Any, person: Any, django_assert_num_queries: Any, count: int, queries: int
) -> None:
    analyst = person("analyst", own)
    for number in range(count):
        made_design(own, analyst, name=f"Design {number}")
    client.force_login(analyst)
    client.get(address("designs"))
    with django_assert_num_queries(queries):
        page = client.get(address("designs"))
    assert text(page).count("Design ") >= count


def test_a_name_with_markup_is_text(client: Client, own: Any, person: Any) -> None:
    analyst = person("analyst", own)
    nasty = "<script>alert(1)</script>"
    row = made_design(own, analyst, text=SMALL.replace("{en: Small, fr: Petit, nl: Klein}", f'"{nasty}"'))
    client.force_login(analyst)
    for name, key in (("designs", None), ("design", row.pk), ("design_checks", row.pk), ("design_edit", row.pk)):
        page = client.get(address(name, key)).content.decode()
        assert nasty not in page
        assert html.escape(nasty) in page


# ---- making -------------------------------------------------------------------------------------


def test_a_copy_of_an_example_carries_its_text_and_its_new_name(client: Client, own: Any, person: Any) -> None:
    analyst = person("analyst", own)
    client.force_login(analyst)
    fields = {"start": f"design:{SHIPPED}", "name": "Ours", "organisation": str(own.pk)}
    response = client.post(address("design_create"), fields)
    row = Design.objects.get()
    assert response["Location"] == address("design", row.pk)
    assert (row.organisation, row.created_by, row.title) == (own, analyst, "Ours")
    kept, shipped = read(row.text), examples()[SHIPPED].found
    assert kept.stages == shipped.stages
    assert kept.name.fr == "Ours"
    assert verbs() == ["partnerships.design_created"]
    assert AuditEvent.objects.get(verb="partnerships.design_created").detail == {"how": "copy", "of": SHIPPED}


def test_a_file_is_kept_as_the_library_writes_it(client: Client, own: Any, person: Any) -> None:
    client.force_login(person("adviser", own))
    fields = {"start": "file", "file": upload("# mine\n" + SMALL), "organisation": str(own.pk)}
    client.post(address("design_create"), fields)
    row = Design.objects.get()
    assert row.names == {"en": "Small", "fr": "Petit", "nl": "Klein"}
    assert row.text == write_design(read(SMALL))
    taken = client.get(address("design_download", row.pk)).content.decode()
    assert read(taken) == read(SMALL)


def test_the_outline_leads_to_its_text(client: Client, own: Any, person: Any) -> None:
    client.force_login(person("manager", own))
    response = client.post(address("design_create"), {"start": "outline", "organisation": str(own.pk)})
    assert response["Location"] == address("design_edit", Design.objects.get().pk)


def test_a_faulty_file_is_told_line_by_line_and_nothing_is_kept(client: Client, own: Any, person: Any) -> None:
    client.force_login(person("analyst", own))
    wrong = SMALL.replace("intake: 12", "intake: 1000000000").replace("away: 0.5", "away: 7")
    fields = {"start": "file", "file": upload(wrong), "organisation": str(own.pk)}
    response = client.post(address("design_create"), fields)
    assert response.status_code == 400
    said = text(response)
    assert "Line 8, waves[0].intake" in said
    assert "Line 9, tracks.away" in said
    assert 'id="line-8"' in response.content.decode()
    assert not Design.objects.exists()
    assert verbs() == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"start": "file"}, "Choose a file"),
        ({"start": "design:nowhere"}, "Select a valid choice"),
        ({"start": "outline", "name": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_new_design_without_what_it_needs_is_told_why(
    client: Client, own: Any, person: Any, fields: dict[str, str], said: str
) -> None:
    client.force_login(person("analyst", own))
    response = client.post(address("design_create"), {**fields, "organisation": str(own.pk)})
    assert response.status_code == 400
    assert said in text(response)
    assert not Design.objects.exists()


def test_a_binary_or_huge_file_is_refused(client: Client, own: Any, person: Any) -> None:
    client.force_login(person("analyst", own))
    for content, said in ((b"\xff\xfe\x00\x01", "UTF-8"), (b"x" * (LARGEST + 1), "larger than 256 kB")):
        fields = {"start": "file", "file": upload(content), "organisation": str(own.pk)}
        response = client.post(address("design_create"), fields)
        assert response.status_code == 400
        assert said in text(response)
    assert not Design.objects.exists()


def test_nobody_keeps_a_design_for_another_organisation(
    client: Client, own: Any, organisation: Any, person: Any
) -> None:
    other = organisation("Elsewhere")
    client.force_login(person("analyst", own))
    response = client.post(address("design_create"), {"start": "outline", "organisation": str(other.pk)})
    assert response.status_code == 400
    assert not Design.objects.exists()


# ---- editing ------------------------------------------------------------------------------------


def test_a_changed_text_is_kept_with_the_next_version(client: Client, own: Any, person: Any) -> None:
    row = made_design(own, person("manager", own))
    adviser = person("adviser", own)
    client.force_login(adviser)
    changed = row.text.replace("intake: 12", "intake: 30")
    response = client.post(address("design_edit", row.pk), {"text": changed, "version": "1"})
    assert response["Location"] == address("design", row.pk)
    row.refresh_from_db()
    assert (row.version, row.changed_by) == (2, adviser)
    assert read(row.text).intake() == 30
    assert row.digest == digest_of(row.text)
    event = AuditEvent.objects.get(verb="partnerships.design_changed")
    assert event.detail["version"] == 2


def test_of_two_people_one_wins_and_the_other_keeps_what_they_wrote(client: Client, own: Any, person: Any) -> None:
    analyst = person("analyst", own)
    row = made_design(own, analyst)
    first, second = (row.text.replace("intake: 12", f"intake: {n}") for n in (20, 40))
    client.force_login(analyst)
    assert client.post(address("design_edit", row.pk), {"text": first, "version": "1"}).status_code == 302
    response = client.post(address("design_edit", row.pk), {"text": second, "version": "1"})
    assert response.status_code == 409
    assert "intake: 40" in response.content.decode()
    assert "somebody saved this design" in text(response).lower()
    row.refresh_from_db()
    assert read(row.text).intake() == 20
    saved = client.post(address("design_edit", row.pk), {"text": second, "version": "1", "as": "new"})
    new = Design.objects.exclude(pk=row.pk).get()
    assert saved["Location"] == address("design", new.pk)
    assert read(new.text).intake() == 40


def test_the_verb_refuses_a_version_that_is_gone(own: Any, person: Any) -> None:
    row = made_design(own)
    row.delete()
    with pytest.raises(DesignRefusal) as raised:
        domain.change_design(row=Design(pk=row.pk), actor=person("analyst", own), version=1, design=read(SMALL))
    assert raised.value.key == "overtaken"


def test_a_faulty_text_is_shown_again_with_every_fault_at_its_line(client: Client, own: Any, person: Any) -> None:
    row = made_design(own)
    client.force_login(person("analyst", own))
    wrong = SMALL.replace("intake: 12", "intake: 0").replace("horizon_months: 36", "horizon_months: x")
    response = client.post(address("design_edit", row.pk), {"text": wrong.replace("\n", "\r\n"), "version": "1"})
    assert response.status_code == 400
    lines = {fault.line: fault.place for fault in response.context["faults"]}
    assert lines[8] == "waves[0].intake"
    assert lines[7] == "horizon_months"
    page = response.content.decode()
    assert 'href="#line-8"' in page
    assert 'id="line-8"' in page
    assert "horizon_months: x" in page
    row.refresh_from_db()
    assert row.version == 1


def test_a_kept_text_that_no_longer_reads_is_shown_with_its_faults_and_handed_out(
    client: Client, own: Any, person: Any
) -> None:
    row = made_design(own)
    Design.objects.filter(pk=row.pk).update(text=row.text.replace("intake: 12", "intake: 0"))
    client.force_login(person("analyst", own))
    for name in ("design", "design_checks"):
        assert "waves[0].intake" in text(client.get(address(name, row.pk)))
    assert "intake: 0" in client.get(address("design_download", row.pk)).content.decode()
    assert client.get(address("design_edit", row.pk)).status_code == 200


# ---- deleting, and who may ----------------------------------------------------------------------


def test_a_design_is_asked_about_before_it_goes(client: Client, own: Any, person: Any) -> None:
    row = made_design(own)
    client.force_login(person("adviser", own))
    assert "goes for good" in text(client.get(address("design_delete", row.pk)))
    assert Design.objects.filter(pk=row.pk).exists()
    client.post(address("design_delete", row.pk))
    assert not Design.objects.exists()
    assert verbs() == ["partnerships.design_deleted"]


@pytest.mark.parametrize("name", ["design", "design_checks", "design_download", "design_edit", "design_delete"])
def test_strangers_and_other_roles_cannot_find_a_design(
    client: Client, own: Any, organisation: Any, person: Any, name: str
) -> None:
    row = made_design(own, name="Secret plan")
    for user in (person("manager", organisation("Elsewhere")), person("employer", own), person("administrator")):
        client.force_login(user)
        response = client.get(address(name, row.pk))
        assert response.status_code in (403, 404)
        assert b"Secret plan" not in response.content
    client.logout()
    response = client.get(address(name, row.pk))
    assert response.status_code in (302, 404)
    assert b"Secret plan" not in response.content


def test_a_reader_sees_a_design_and_changes_nothing(client: Client, own: Any, person: Any) -> None:
    row = made_design(own)
    client.force_login(person("viewer", own))
    page = client.get(address("design", row.pk))
    assert "Edit the design" not in text(page)
    for name in ("design_edit", "design_delete", "design_create"):
        assert client.get(address(name, None if name == "design_create" else row.pk)).status_code == 403
    posted = client.post(address("design_edit", row.pk), {"text": SMALL, "version": "1"})
    assert posted.status_code == 403
    assert client.post(address("design_delete", row.pk)).status_code == 403
    assert client.post(address("design_save", row.pk), {"name": "x", "wave.0": "20"}).status_code == 403
    row.refresh_from_db()
    assert row.version == 1


def test_nobody_changes_an_example(client: Client, own: Any, person: Any) -> None:
    client.force_login(person("manager", own))
    for name in ("design_edit", "design_delete"):
        assert client.get(address(name, SHIPPED)).status_code == 403
        assert client.post(address(name, SHIPPED), {"text": SMALL, "version": "1"}).status_code == 403
    assert examples()[SHIPPED].text == shipped_text()


def test_the_scope_of_a_person(own: Any, organisation: Any, person: Any) -> None:
    mine, other = made_design(own, name="A"), made_design(organisation("Elsewhere"), name="B")
    example = made_design(None, name="C")
    for role in ("manager", "analyst", "adviser", "viewer"):
        assert set(designs_of(person(role, own))) == {mine, example}
    assert set(designs_of(person("convener", own))) == {example}
    assert chosen(person("analyst", own), str(other.pk)) is None
    assert chosen(person("analyst", own), "no-such-design") is None


# ---- checks -------------------------------------------------------------------------------------


def test_the_checks_say_what_is_wrong_first_with_remedy_and_source(client: Client) -> None:
    response = client.get(address("design_checks", SHIPPED))
    graded = response.context["checked"]
    order = [("fail", "unknown", "pass").index(finding.state) for finding in graded.findings]
    assert order == sorted(order)
    assert sum(count for *_, count in graded.counts) == len(graded.findings)
    page = text(response)
    for finding in graded.findings:
        assert " ".join(finding.evidence.en.split(":")[0].replace("`", " ").split()) in page
        if finding.state == "fail":
            assert finding.remedy is not None
    reds = [finding for finding in graded.findings if finding.state == "fail" and finding.severity == "red"]
    assert reds
    assert "Put this right first" in page
    assert "Put this right first" in text(client.get(address("design", SHIPPED)))


def test_a_fact_that_the_law_cannot_read_is_told_and_breaks_nothing(client: Client, own: Any, person: Any) -> None:
    odd = SMALL + "profiles: [{id: x, isco08: '7411', facts: {gross_annual_salary: much, no_such_fact: 3}}]\n"
    row = made_design(own, text=odd)
    client.force_login(person("analyst", own))
    assert client.get(address("design_checks", row.pk)).status_code == 200
    assert client.get(address("design", row.pk)).status_code == 200


def test_the_library_reads_what_pages_keep(own: Any, tmp_path: Any) -> None:
    row = made_design(own)
    file = tmp_path / "kept.yaml"
    file.write_text(row.text, encoding="utf-8")
    assert read_design(file) == read(row.text)
