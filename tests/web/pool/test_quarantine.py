"""Rows that could not be read: corrected, left out, downloaded and brought back, and never lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from corridor.pool.border import read_talents
from corridor.pool.errors import Message
from corridor.web.audit.models import AuditEvent
from corridor.web.pool import reasons, snapshots
from corridor.web.pool.domain import Correction, Overtaken, correct_rows, discard_row
from corridor.web.pool.domain.versions import current_path
from corridor.web.pool.models import Dataset, QuarantinedRow, RowState
from corridor.web.pool.queries import frame
from tests.web.pool.conftest import TALENTS, VACANCIES, World, files_below

pytestmark = pytest.mark.django_db
Imported = Callable[..., Dataset]


def row(dataset: Dataset, number: int) -> QuarantinedRow:
    return dataset.quarantine.get(row=number)


def sum_of(dataset: Dataset) -> int:
    dataset.refresh_from_db()
    return dataset.rows + dataset.quarantined + dataset.discarded + dataset.empty + dataset.erased


def posted(page: str, dataset: Dataset, changed: dict[int, str]) -> dict[str, Any]:
    """What the page of the quarantine sends: its first cell of each row changed as told."""
    told: dict[str, Any] = {"row": [], "next": reverse("pool:quarantine", args=[dataset.pk])}
    for entry in dataset.quarantine.filter(state=RowState.OPEN):
        if f'name="version_{entry.pk.hex}"' not in page:
            continue
        told["row"].append(str(entry.pk))
        told[f"version_{entry.pk.hex}"] = entry.version
        field = entry.faults.all()[0].field
        header = next((h for h, t in dataset.mapping.items() if t == field), "+" + field)
        told[f"cell_{entry.pk.hex}_0"] = changed.get(entry.row, entry.cells.get(header, ""))
    return told


# ---- the page ----
@pytest.mark.parametrize(
    ("lang", "told", "remedy"),
    [
        ("en", "9999 is no unit group of ISCO-08", "write four digits"),
        ("fr", "9999 n&#x27;est pas un groupe de base de la CITP-08", "écrivez quatre chiffres"),
        ("nl", "9999 is geen beroepengroep van ISCO-08", "schrijf vier cijfers"),
    ],
)
def test_each_row_tells_what_is_wrong_in_the_readers_language(
    signed_in: Client, imported: Imported, lang: str, told: str, remedy: str
) -> None:
    done = imported()
    page = signed_in.get(f"/{lang}/pool/{done.pk}/quarantine/").content.decode()
    assert told in page
    assert remedy in page
    assert "T-002" in page
    assert "T-001" not in page, "a good row is not in quarantine"


def test_every_message_of_the_library_is_recognised_again(tmp_path: Path) -> None:
    """Reasons are written in one language and told in another: of what the library says nothing may be lost."""
    content = (
        "id;title;isco08;languages;nationality;birth_date;expected salary;experience;region;licences;sex\n"
        "1;x;9999;nl:B1;;;;;;;\n2;x;7411;nl;;;;;;;\n3;x;7411;;QQ;;;;;;\n4;x;7411;;;31/02/2026;;;;;\n"
        "5;x;7411;;;01/02/26;;;;;\n6;x;7411;;;;net 2000;;;;\n7;x;7411;;;;abc;;;;\n8;x;7411;;;;;900;;;\n"
        "9;x;7411;;;;;;mars;;\n1;x;7411;;;;;;;;\n;x;7411;;;;;;;;\n12;;;;;;;;;;\n13;x;7411;;;;;;;;q;a;b\n"
    )
    path = tmp_path / "a.csv"
    path.write_text(content)
    for lang in ("en", "fr", "nl"):
        found = read_talents(path, lang=lang).quarantine
        assert found.height >= 12
        for line in found.to_dicts():
            message = reasons.recognised(line["reason"], line["remedy"], lang)
            assert isinstance(message, Message), line
            assert message.told(lang) == (line["reason"], line["remedy"])


def test_what_is_told_in_another_language_is_what_the_library_would_say(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id;title;isco08;experience\n1;x;7499;2\n2;x;7411;900\n")
    french = read_talents(path, lang="fr").quarantine.to_dicts()
    dutch = read_talents(path, lang="nl").quarantine.to_dicts()
    for one, other in zip(french, dutch, strict=True):
        key = reasons.kind_of(one["reason"], one["remedy"], "fr")
        assert reasons.told(key, one["reason"], one["remedy"], "fr", "nl") == (other["reason"], other["remedy"])


def test_text_that_looks_like_a_message_stays_harmless_and_fast() -> None:
    evil = " lies in , and the region says " * 5000
    assert reasons.recognised(evil, evil, "en") is None
    assert reasons.told("no_isco", "something else", "", "en", "nl") == ("something else", "")


# ---- correcting ----
def test_several_rows_are_corrected_on_one_page(signed_in: Client, imported: Imported) -> None:
    done = imported()
    address = reverse("pool:quarantine", args=[done.pk])
    page = signed_in.get(address).content.decode()
    answer = signed_in.post(address, posted(page, done, {2: "7412", 4: "nl:C1"}), follow=True)
    assert "2 rows are in the dataset now" in answer.content.decode()
    done.refresh_from_db()
    assert (done.version, done.rows, done.quarantined) == (2, 4, 0)
    assert frame(done).filter(pl.col("id") == "T-004")["languages"].to_list() == [["nl:C1"]]
    assert sum_of(done) == done.rows_in == 4
    assert {r.state for r in done.quarantine.all()} == {RowState.CORRECTED}
    assert {str(r.cells) for r in done.quarantine.all()} == {"{}"}, "what went into the dataset is not held twice"
    assert [v.number for v in done.versions.all()] == [2, 1]
    assert AuditEvent.objects.filter(verb="pool.rows_corrected").count() == 1


def test_a_row_that_is_wrong_still_keeps_what_was_corrected(signed_in: Client, imported: Imported) -> None:
    done = imported()
    address = reverse("pool:quarantine", args=[done.pk])
    page = signed_in.get(address).content.decode()
    answer = signed_in.post(address, posted(page, done, {2: "8888"}), follow=True)
    assert "something is wrong in it still" in answer.content.decode()
    still = row(done, 2)
    assert (still.cells["isco08"], still.version, still.faults.get().value) == ("8888", 2, "8888")
    done.refresh_from_db()
    assert (done.version, sum_of(done)) == (1, 4)


def test_a_page_that_is_saved_unchanged_changes_nothing(signed_in: Client, imported: Imported) -> None:
    done = imported()
    address = reverse("pool:quarantine", args=[done.pk])
    page = signed_in.get(address).content.decode()
    answer = signed_in.post(address, posted(page, done, {}), follow=True)
    assert "Nothing was changed" in answer.content.decode()
    assert {r.version for r in done.quarantine.all()} == {1}


def test_all_cells_of_a_row_can_be_corrected(signed_in: Client, imported: Imported) -> None:
    done = imported()
    entry = row(done, 2)
    address = reverse("pool:correct", args=[done.pk, entry.pk])
    page = signed_in.get(address).content.decode()
    assert page.count(f'name="cell_{entry.pk.hex}_') == 5
    told = {f"cell_{entry.pk.hex}_{at}": entry.cells.get(name, "") for at, name in enumerate(done.columns)}
    told |= {f"version_{entry.pk.hex}": 1, f"cell_{entry.pk.hex}_0": "T-900", f"cell_{entry.pk.hex}_2": "7412"}
    assert signed_in.post(address, told)["Location"] == reverse("pool:quarantine", args=[done.pk])
    assert "T-900" in frame(Dataset.objects.get(pk=done.pk))["id"].to_list()


def test_an_id_that_the_dataset_has_stays_in_quarantine(imported: Imported, world: World) -> None:
    done = imported()
    given = Correction(row(done, 2).pk, 1, {"isco08": "7412", "id": "T-001"})
    found = correct_rows(dataset=done, corrections=[given], actor=world.analyst, lang="en")
    assert (found.good, found.still) == ((), (2,))
    assert row(done, 2).faults.get().key == "duplicate_before"
    assert frame(done)["id"].to_list() == ["T-001", "T-003"]


def test_a_column_that_the_file_lacks_can_be_added(imported: Imported, world: World, signed_in: Client) -> None:
    done = imported("id;title;nuts\nV-1;Welder;BE21\nV-2;Welder;\n", kind="vacancies")
    assert (done.rows, done.quarantined) == (1, 1)
    entry = row(done, 2)
    assert 'for="id_cell_' in signed_in.get(reverse("pool:quarantine", args=[done.pk])).content.decode()
    given = Correction(entry.pk, 1, {"+region": "wallonia"})
    found = correct_rows(dataset=done, corrections=[given], actor=world.analyst, lang="en")
    assert found.good == (2,)
    assert frame(done)["region"].to_list() == ["flanders", "wallonia"]


def test_a_correction_changes_no_other_column(imported: Imported, world: World) -> None:
    done = imported("id;title;isco08;secret\n1;Welder;9999;hush\n2;Welder;7212;x\n")
    given = Correction(row(done, 1).pk, 1, {"isco08": "7212", "+secret": "x", "+id": "9", "nothing": "y", "_row": "5"})
    correct_rows(dataset=done, corrections=[given], actor=world.analyst, lang="en")
    assert sorted(frame(done)["id"].to_list()) == ["1", "2"]
    assert "secret" not in frame(done).columns


def test_a_row_that_is_emptied_is_not_lost(imported: Imported, world: World) -> None:
    done = imported()
    given = Correction(row(done, 2).pk, 1, dict.fromkeys(done.columns, ""))
    found = correct_rows(dataset=done, corrections=[given], actor=world.analyst, lang="en")
    assert found.still == (2,)
    assert "empty" in row(done, 2).faults.first().reason  # type: ignore[union-attr]
    assert sum_of(done) == 4


# ---- two people ----
def test_of_two_people_one_wins_and_the_other_is_told(signed_in: Client, imported: Imported, world: World) -> None:
    done = imported()
    address = reverse("pool:quarantine", args=[done.pk])
    hers = posted(signed_in.get(address).content.decode(), done, {2: "7412"})
    other = Client()
    other.force_login(world.adviser)
    his = posted(other.get(address).content.decode(), done, {2: "7411", 4: "fr:B2"})
    assert "1 row is in the dataset now" in signed_in.post(address, hers, follow=True).content.decode()
    told = other.post(address, his, follow=True).content.decode()
    assert "Somebody else changed row 2" in told
    assert "1 row is in the dataset now" in told, "his other row was free"
    assert frame(Dataset.objects.get(pk=done.pk)).filter(pl.col("id") == "T-002")["isco08"].to_list() == ["7412"]
    assert sum_of(done) == 4


def test_two_people_on_a_row_that_stays_wrong(imported: Imported, world: World) -> None:
    done = imported()
    entry = row(done, 2)
    one = Correction(entry.pk, 1, {"isco08": "8888"})
    other = Correction(entry.pk, 1, {"isco08": "7777"})
    assert correct_rows(dataset=done, corrections=[one], actor=world.analyst, lang="en").still == (2,)
    assert correct_rows(dataset=done, corrections=[other], actor=world.adviser, lang="en").overtaken == (2,)
    assert row(done, 2).cells["isco08"] == "8888"


def test_a_dataset_that_changed_in_between_is_read_again(
    imported: Imported, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the new file and the database somebody else finishes: both corrections end in the dataset."""
    done = imported()
    write = snapshots.write
    first = []

    def slow(*args: Any) -> Any:
        if not first:
            first.append(True)
            theirs = Correction(row(done, 4).pk, 1, {"languages": "fr:B2"})
            correct_rows(dataset=Dataset.objects.get(pk=done.pk), corrections=[theirs], actor=world.adviser, lang="en")
        return write(*args)

    monkeypatch.setattr(snapshots, "write", slow)
    mine = Correction(row(done, 2).pk, 1, {"isco08": "7412"})
    assert correct_rows(dataset=done, corrections=[mine], actor=world.analyst, lang="en").good == (2,)
    assert sorted(frame(done)["id"].to_list()) == ["T-001", "T-002", "T-003", "T-004"]
    assert (done.version, sum_of(done)) == (3, 4)
    kept = {v.file for v in done.versions.all()}
    assert {Path(f).name for f in files_below(settings.FILES)} == kept, "the file of the first attempt is gone"


# ---- leaving out ----
def test_a_row_is_left_out_with_a_reason_and_can_be_taken_back(signed_in: Client, imported: Imported) -> None:
    done = imported()
    entry = row(done, 2)
    address = reverse("pool:discard", args=[done.pk, entry.pk])
    assert signed_in.post(address, {"version": 1, "reason": ""}).status_code == 422
    signed_in.post(address, {"version": 1, "reason": "A test row"})
    entry.refresh_from_db()
    done.refresh_from_db()
    assert (entry.state, entry.reason, done.quarantined, done.discarded) == ("discarded", "A test row", 1, 1)
    assert sum_of(done) == 4
    listed = signed_in.get(reverse("pool:quarantine", args=[done.pk]) + "?state=discarded").content.decode()
    assert "A test row" in listed
    again = signed_in.post(address, {"version": 1, "reason": "Again"}, follow=True).content.decode()
    assert "Somebody else changed row 2" in again
    signed_in.post(reverse("pool:take_back", args=[done.pk, entry.pk]), {"version": entry.version})
    entry.refresh_from_db()
    assert (entry.state, entry.cells["id"], sum_of(done), done.quarantined) == ("open", "T-002", 4, 2)


def test_a_row_that_was_corrected_cannot_be_left_out(imported: Imported, world: World) -> None:
    done = imported()
    entry = row(done, 2)
    given = Correction(entry.pk, 1, {"isco08": "7412"})
    correct_rows(dataset=done, corrections=[given], actor=world.analyst, lang="en")
    with pytest.raises(Overtaken):
        discard_row(row=entry, version=1, reason="x", actor=world.analyst)
    assert sum_of(done) == 4


# ---- filters and counts ----
def test_the_filter_shows_rows_by_column_and_by_what_is_wrong(signed_in: Client, imported: Imported) -> None:
    done = imported()
    address = reverse("pool:quarantine", args=[done.pk])
    by_column = signed_in.get(address + "?field=languages").content.decode()
    assert "T-004" in by_column
    assert "T-002" not in by_column
    by_kind = signed_in.get(address + "?key=no_isco").content.decode()
    assert "T-002" in by_kind
    assert "T-004" not in by_kind
    assert "T-002" in signed_in.get(address + "?field=nonsense").content.decode(), "what makes no sense is left aside"


def test_the_quarantine_asks_the_database_the_same_for_one_and_three(
    signed_in: Client, imported: Imported, django_assert_num_queries: Any
) -> None:
    one = imported("id;title;isco08\n1;x;9999\n2;Welder;7212\n", name="one.csv")
    three = imported("id;title;isco08\n1;x;9999\n2;x;9998\n3;x;9997\n4;Welder;7212\n", name="three.csv")
    signed_in.get(reverse("pool:quarantine", args=[one.pk]))
    for dataset in (one, three):
        with django_assert_num_queries(QUARANTINE_QUERIES):
            page = signed_in.get(reverse("pool:quarantine", args=[dataset.pk])).content.decode()
        assert page.count('name="row"') == dataset.quarantined


QUARANTINE_QUERIES = 13


# ---- as a file ----
EVIL = "=HYPERLINK(1)"


def quarantine_csv(client: Client, dataset: Dataset) -> list[dict[str, str]]:
    answer = client.get(reverse("pool:quarantine_file", args=[dataset.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def as_csv(lines: list[dict[str, str]]) -> bytes:
    held = io.StringIO()
    writer = csv.DictWriter(held, list(lines[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(lines)
    return held.getvalue().encode()


def bring_back(client: Client, dataset: Dataset, lines: list[dict[str, str]], commit: Any) -> str:
    told = {"file": SimpleUploadedFile("quarantine.csv", as_csv(lines))}
    with commit(execute=True):
        answer = client.post(reverse("pool:corrected_file", args=[dataset.pk]), told)
    return client.get(answer["Location"]).content.decode()


def test_the_quarantine_goes_out_and_comes_back_corrected(
    signed_in: Client, imported: Imported, django_capture_on_commit_callbacks: Any
) -> None:
    done = imported()
    lines = quarantine_csv(signed_in, done)
    assert [(line["_row"], line["_field"], line["id"]) for line in lines] == [
        ("2", "isco08", "T-002"),
        ("4", "languages", "T-004"),
    ]
    lines[0]["isco08"] = "7412"
    page = bring_back(signed_in, done, lines, django_capture_on_commit_callbacks)
    done.refresh_from_db()
    assert (done.version, done.rows, done.quarantined, sum_of(done)) == (2, 3, 1, 4)
    assert done.last_correction == {"good": [2], "still": [4], "overtaken": [], "unknown": []}
    assert "What came of the last corrected file" in page
    assert [f for f in files_below(settings.FILES) if f.startswith("uploads/")] == []


def test_a_file_is_told_of_rows_that_changed_meanwhile(
    signed_in: Client, imported: Imported, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    done = imported()
    lines = quarantine_csv(signed_in, done)
    given = Correction(row(done, 2).pk, 1, {"isco08": "7411"})
    correct_rows(dataset=done, corrections=[given], actor=world.adviser, lang="en")
    lines[0]["isco08"] = "7412"
    lines.append({**lines[1], "_row": "77"})
    bring_back(signed_in, done, lines, django_capture_on_commit_callbacks)
    done.refresh_from_db()
    assert done.last_correction == {"good": [], "still": [4], "overtaken": [2], "unknown": [77]}
    assert frame(done).filter(pl.col("id") == "T-002")["isco08"].to_list() == ["7411"]


def test_any_other_file_is_no_quarantine_file(
    signed_in: Client, imported: Imported, django_capture_on_commit_callbacks: Any
) -> None:
    done = imported()
    page = bring_back(signed_in, done, [{"id": "1", "title": "x"}], django_capture_on_commit_callbacks)
    assert "no quarantine file" in page
    assert sum_of(done) == 4


def test_formulas_are_neutralised_on_the_way_out_and_read_again(
    signed_in: Client, imported: Imported, django_capture_on_commit_callbacks: Any
) -> None:
    content = f"id;title;isco08;{EVIL}\n1;{EVIL};9999;-2+3\n2;{EVIL};7212;@x\n3;+cmd;7411;x\n"
    done = imported(content)
    out = b"".join(signed_in.get(reverse("pool:download", args=[done.pk])).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    cells = [cell for line in csv.reader(io.StringIO(out), delimiter=";") for cell in line]
    assert f"'{EVIL}" in cells
    assert "'+cmd" in cells
    assert [c for c in cells if c[:1] in ("=", "+", "-", "@")] == []
    lines = quarantine_csv(signed_in, done)
    every = [cell for line in lines for cell in (*line, *line.values())]
    assert [c for c in every if c[:1] in ("=", "+", "-", "@")] == []
    assert f"'{EVIL}" in lines[0], "headers too"
    lines[0]["isco08"] = "7212"
    bring_back(signed_in, done, lines, django_capture_on_commit_callbacks)
    done.refresh_from_db()
    assert frame(done)["title"].to_list() == [EVIL, "+cmd", EVIL]


def test_parquet_and_csv_hold_all_rows_beyond_one_slice(
    signed_in: Client, imported: Imported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "SLICE", 7)
    done = imported("id;title;isco08\n" + "".join(f"{n};Welder;7212\n" for n in range(50)))
    text = b"".join(signed_in.get(reverse("pool:download", args=[done.pk])).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [line["id"] for line in csv.DictReader(io.StringIO(text), delimiter=";")] == [str(n) for n in range(50)]
    raw = b"".join(signed_in.get(reverse("pool:download_parquet", args=[done.pk])).streaming_content)  # type: ignore[attr-defined]
    assert pl.read_parquet(io.BytesIO(raw)).equals(frame(done))


# ---- crashes ----
def test_a_crash_between_writing_and_renaming_leaves_the_old_version(
    imported: Imported, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = imported()
    before, path = frame(done), current_path(done)

    def crash(self: Path, target: Any) -> Path:
        raise OSError("the power went")

    given = Correction(row(done, 2).pk, 1, {"isco08": "7412"})
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", crash)
        with pytest.raises(OSError, match="power"):
            correct_rows(dataset=done, corrections=[given], actor=world.analyst, lang="en")
    assert current_path(done) == path
    assert frame(done).equals(before)
    assert (row(done, 2).state, row(done, 2).version, sum_of(done)) == ("open", 1, 4)


def test_a_crash_between_the_file_and_the_database_leaves_the_old_version(
    imported: Imported, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = imported()
    before = frame(done)

    def crash(*args: Any, **told: Any) -> None:
        raise RuntimeError("the database went")

    monkeypatch.setattr("corridor.web.pool.domain.corrections.record", crash)
    given = Correction(row(done, 2).pk, 1, {"isco08": "7412"})
    with pytest.raises(RuntimeError, match="database"):
        correct_rows(dataset=done, corrections=[given], actor=world.analyst, lang="en")
    done.refresh_from_db()
    assert (done.version, row(done, 2).state, sum_of(done)) == (1, "open", 4)
    assert frame(done).equals(before)
    assert len([f for f in files_below(settings.FILES) if f.startswith("datasets/")]) == 1


def test_vacancies_are_corrected_by_their_employer(imported: Imported, world: World, person: Any) -> None:
    done = imported(VACANCIES, kind="vacancies", name="v.csv")
    other = Client()
    other.force_login(person("employer", world.ours))
    address = reverse("pool:quarantine", args=[done.pk])
    page = other.get(address).content.decode()
    assert "V-2" in page
    other.post(address, posted(page, done, {2: "wallonia"}))
    assert sum_of(done) == 2
    assert frame(done)["region"].to_list() == ["flanders", "wallonia"]


def test_looking_at_people_is_written_down(signed_in: Client, imported: Imported, world: World) -> None:
    done = imported(TALENTS)
    AuditEvent.objects.all().delete()
    signed_in.get(reverse("pool:quarantine", args=[done.pk]))
    signed_in.get(reverse("pool:detail", args=[done.pk]))
    b"".join(signed_in.get(reverse("pool:download", args=[done.pk])).streaming_content)  # type: ignore[attr-defined]
    seen = AuditEvent.objects.filter(verb="pool.rows_seen", actor=world.analyst.pk, subject=str(done.pk))
    assert sorted(event.detail["rows"] for event in seen) == [2, 2, 2]
    assert "T-001" not in str([event.detail for event in seen])
