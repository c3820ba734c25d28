"""From a file to a dataset: nothing is lost, nothing harmful is opened, nobody else's is seen."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from corridor.pool.headers import resolve
from corridor.pool.template import template
from corridor.web.audit.models import AuditEvent
from corridor.web.jobs.models import Job
from corridor.web.pool.domain.uploads import look, start_import
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.meanings import guessed
from corridor.web.pool.models import Dataset, QuarantinedRow, State
from corridor.web.pool.queries import frame
from corridor.web.pool.sniffing import sniffed
from tests.web.pool.conftest import TALENTS, VACANCIES, World, files_below, mapping_of

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


def made(answer: Any) -> Dataset:
    """The dataset that an upload led to."""
    assert answer.status_code == 302, answer.content.decode()
    return Dataset.objects.get(pk=answer["Location"].split("/pool/")[1].split("/")[0])


# ---- the way of a good file ----
def test_an_upload_shows_what_the_columns_mean_and_keeps_the_draft(send: Send, signed_in: Client) -> None:
    draft = made(send("people.csv", TALENTS))
    assert (draft.state, draft.version) == (State.DRAFT, 0)
    assert draft.mapping == {
        "id": "id",
        "job title": "title",
        "isco08": "isco08",
        "languages": "languages",
        "expected salary": "wish_annual_salary",
    }
    page = signed_in.get(reverse("pool:mapping", args=[draft.pk])).content.decode()
    assert "€ 38.500" in page
    assert 'value="wish_annual_salary" selected' in page
    listed = signed_in.get(reverse("pool:list")).content.decode()
    assert "people.csv" in listed
    assert "Draft" in listed


@pytest.mark.parametrize("kind", ["talents", "vacancies"])
@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_meanings_are_guessed_as_the_library_reads_them(kind: Any, lang: str) -> None:
    columns = template(kind, lang).columns
    used, _remarks = resolve(columns, kind, {})
    assert {name: target for name, target in guessed(columns, kind).items() if target} == {
        written: target for target, written in used.items()
    }


def test_the_import_adds_up_and_keeps_only_what_is_needed(imported: Callable[..., Dataset], world: World) -> None:
    done = imported()
    assert (done.state, done.version) == (State.READY, 1)
    assert (done.rows_in, done.rows, done.quarantined, done.empty) == (4, 2, 2, 0)
    assert frame(done)["id"].to_list() == ["T-001", "T-003"]
    assert frame(done)["wish_annual_salary"].to_list() == [38500.0, 36000.0]
    assert {row.row: [f.field for f in row.faults.all()] for row in done.quarantine.all()} == {
        2: ["isco08"],
        4: ["languages"],
    }
    version = done.versions.get()
    assert version.known["id"] == 2
    assert version.sha256 == done.sha256
    assert [note["field"] for note in done.notes] == ["wish_annual_salary"]
    assert set(done.notes[0]["note"]) == {"en", "fr", "nl"}
    assert (done.source, done.preview) == ("", None)
    assert AuditEvent.objects.get(verb="pool.imported").detail["quarantined"] == 2


def test_the_uploaded_file_goes_and_one_snapshot_stays(
    imported: Callable[..., Dataset], django_capture_on_commit_callbacks: Any
) -> None:
    done = imported()
    left = files_below(settings.FILES)
    assert left == [f"datasets/{done.pk}/{done.versions.get().file}"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", TALENTS.encode("utf-16")),
        ("a.csv", b"\xef\xbb\xbf" + TALENTS.encode()),
        ("a.csv", TALENTS.replace("Welder", "Soudeur qualifié, né à Liège").encode("cp1252")),
        ("a.tsv", TALENTS.replace(";", "\t").encode()),
        ("a.csv", TALENTS.replace("\n", "\r\n").encode()),
        ("mislabelled.xlsx", TALENTS.encode()),
    ],
)
def test_tables_of_other_encodings_and_names_are_read(
    imported: Callable[..., Dataset], name: str, content: bytes
) -> None:
    done = imported(content, name=name)
    assert (done.rows_in, done.rows, done.quarantined) == (4, 2, 2)
    if b"\xe9" in content and b"\0" not in content:
        assert "Soudeur qualifié, né à Liège" in frame(done)["title"].to_list()


def as_bytes(write: Callable[[io.BytesIO], Any]) -> bytes:
    held = io.BytesIO()
    write(held)
    return held.getvalue()


def test_parquet_workbooks_and_records_go_the_same_way(imported: Callable[..., Dataset], tmp_path: Path) -> None:
    from corridor.pool.workbook import write_workbook

    table = pl.read_csv(io.StringIO(TALENTS), separator=";", infer_schema=False)
    write_workbook(table, tmp_path / "a.xlsx")
    several = {
        "a.parquet": as_bytes(table.write_parquet),
        "a.jsonl": as_bytes(table.write_ndjson),
        "a.json": table.write_json().encode(),
        "a.xlsx": (tmp_path / "a.xlsx").read_bytes(),
    }
    for name, content in several.items():
        done = imported(content, name=name)
        assert (done.rows_in, done.rows, done.quarantined) == (4, 2, 2), name


def test_a_job_posting_is_a_vacancy(imported: Callable[..., Dataset]) -> None:
    posting = (
        '{"@context":"https://schema.org","@type":"JobPosting","title":"Electrician","identifier":"J-1",'
        '"jobLocation":{"@type":"Place","address":{"addressRegion":"Flanders","addressCountry":"BE"}}}'
    )
    done = imported(posting, kind="vacancies", name="job.json")
    assert done.how["form"] == "schema.org JobPosting"
    assert frame(done)["title"].to_list() == ["Electrician"]


def test_what_the_user_says_of_a_column_counts(imported: Callable[..., Dataset], send: Send) -> None:
    content = "nr;wat;geheim\n1;Lasser;Jan Janssen\n2;Verpleger;An Peeters\n"
    draft = made(send("x.csv", content))
    assert draft.mapping == {"nr": "id", "wat": None, "geheim": None}
    done = imported(content.replace("An", "Ann"), name="y.csv", column_1="title")
    assert frame(done)["title"].to_list() == ["Lasser", "Verpleger"]
    assert "Jan Janssen" not in str(frame(done).to_dicts())


def test_an_import_asks_for_what_every_table_needs(send: Send, signed_in: Client) -> None:
    draft = made(send("x.csv", "nr;wat\n1;Lasser\n"))
    address = reverse("pool:mapping", args=[draft.pk])
    refused = signed_in.post(address, mapping_of(draft, basis=""))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Job title" in page
    assert 'href="#id_basis"' in page
    twice = signed_in.post(address, mapping_of(draft, column_1="id"))
    assert "is “Id” already" in twice.content.decode()
    draft.refresh_from_db()
    assert (draft.state, Job.objects.count()) == (State.DRAFT, 0)


def test_an_unfinished_mapping_can_be_kept(send: Send, signed_in: Client) -> None:
    draft = made(send("x.csv", "nr;wat\n1;Lasser\n"))
    told = mapping_of(draft, basis="", purpose="", name="Later", do="keep", column_1="title")
    assert signed_in.post(reverse("pool:mapping", args=[draft.pk]), told).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.name, draft.mapping) == (State.DRAFT, "Later", {"nr": "id", "wat": "title"})


@pytest.mark.parametrize("day", ["2020-01-01", "2099-01-01", "soon"])
def test_the_last_day_lies_in_reach(send: Send, signed_in: Client, day: str) -> None:
    draft = made(send("people.csv", TALENTS))
    refused = signed_in.post(reverse("pool:mapping", args=[draft.pk]), mapping_of(draft, retention_until=day))
    assert refused.status_code == 422
    assert 'href="#id_retention_until"' in refused.content.decode()


# ---- again ----
def test_the_same_file_twice_is_told_and_leads_to_the_first(send: Send, signed_in: Client) -> None:
    first = made(send("people.csv", TALENTS))
    again = send("other name.csv", TALENTS)
    assert made(again) == first
    assert "uploaded before" in signed_in.get(again["Location"], follow=True).content.decode()
    assert Dataset.objects.count() == 1
    assert len(files_below(settings.FILES)) == 1, "the second copy was not kept"


def test_an_import_that_is_sent_twice_happens_once(
    send: Send, signed_in: Client, django_capture_on_commit_callbacks: Any, world: World
) -> None:
    draft = made(send("people.csv", TALENTS))
    told = mapping_of(draft)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("pool:mapping", args=[draft.pk]), told)
        signed_in.post(reverse("pool:mapping", args=[draft.pk]), told)
    draft.refresh_from_db()
    assert (draft.rows, QuarantinedRow.objects.count(), draft.versions.count()) == (2, 2, 1)
    with pytest.raises(PoolRefusal, match="imported already"):
        start_import(dataset=draft, actor=world.analyst, lang="en")


# ---- bad files ----
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "empty"),
        ("a.pdf", b"%PDF-1.7\n...", "no table"),
        ("a.csv", b"\x7fELF\0\0\0\0\x01binary\0\0\xff\xfe\x00", "no table"),
        ("a.html", b"<!DOCTYPE html><script>alert(1)</script>", "no table"),
        ("a.parquet", b"PAR1nonsense", "Parquet cannot be read"),
        ("a.xlsx", b"PK\x03\x04nonsense", "Excel cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_at_the_field(send: Send, name: str, content: bytes, told: str) -> None:
    refused = send(name, content)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert told in page
    assert 'href="#id_file"' in page
    assert Dataset.objects.count() == 0
    assert files_below(settings.FILES) == [], "nothing of it stays"


def test_a_file_beyond_the_limit_is_refused_and_nothing_stays(send: Send, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024
    refused = send("big.csv", b"id;title\n" + b"1;Welder\n" * 300_000)
    assert refused.status_code == 422
    assert "larger than 1 MB" in refused.content.decode()
    assert (Dataset.objects.count(), files_below(settings.FILES)) == (0, [])


def test_two_hundred_megabytes_are_streamed_past(send: Send, settings: Any, signed_in: Client, world: World) -> None:
    """Nothing of a file beyond the limit is held: 200 MB come in blocks, and memory stays."""
    settings.UPLOAD_LIMIT = 1024 * 1024

    class Endless(io.RawIOBase):
        left = 200 * 1024 * 1024

        def read(self, size: int = -1) -> bytes:
            taken = min(self.left, size if size and size > 0 else 65536)
            self.left -= taken
            return b"1;Welder\n"[:taken] * (taken // 9) + b"\n" * (taken % 9) if taken >= 9 else b"\n" * taken

    head = (
        f'--B\r\nContent-Disposition: form-data; name="kind"\r\n\r\ntalents\r\n--B\r\nContent-Disposition: form-data; '
        f'name="organisation"\r\n\r\n{world.ours.pk}\r\n--B\r\nContent-Disposition: form-data; name="file"; '
        'filename="a.csv"\r\nContent-Type: text/csv\r\n\r\nid;title\n'
    ).encode()
    tail = b"\r\n--B--\r\n"

    class Body(io.RawIOBase):
        def __init__(self) -> None:
            self.parts: list[Any] = [io.BytesIO(head), Endless(), io.BytesIO(tail)]

        def read(self, size: int = -1) -> bytes:
            while self.parts:
                if found := self.parts[0].read(size):
                    return bytes(found)
                self.parts.pop(0)
            return b""

    import tracemalloc

    tracemalloc.start()
    length = str(len(head) + Endless.left + len(tail))
    told = {"CONTENT_TYPE": "multipart/form-data; boundary=B", "CONTENT_LENGTH": length, "wsgi.input": Body()}
    refused = signed_in.generic("POST", reverse("pool:upload"), **told)  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "larger than 1 MB" in refused.content.decode()
    assert peak < 40 * 1024 * 1024
    assert files_below(settings.FILES) == []


def workbook(sheet: bytes, *, stated: int | None = None) -> bytes:
    """A workbook with one part, which may lie about its size."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", sheet)
    raw = bytearray(held.getvalue())
    if stated is not None:
        packed = struct.pack("<L", len(sheet))
        at = raw.find(packed)
        while at >= 0:
            raw[at : at + 4] = struct.pack("<L", stated)
            at = raw.find(packed, at + 4)
    return bytes(raw)


@pytest.mark.parametrize("stated", [None, 100])
def test_a_zip_bomb_is_refused_whatever_it_says_of_its_size(send: Send, settings: Any, stated: int | None) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024
    bomb = workbook(b"0" * 60_000_000, stated=stated)
    assert len(bomb) < 200_000
    refused = send("innocent.xlsx", bomb)
    assert refused.status_code == 422
    assert "unpacks to far more" in refused.content.decode()
    assert (Dataset.objects.count(), files_below(settings.FILES)) == (0, [])


def test_an_archive_of_tables_is_told_to_be_unpacked(send: Send) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("people.csv", TALENTS)
        archive.writestr("inner.zip", b"PK\x05\x06" + b"\0" * 18)
    assert "unpack it" in send("a.zip", held.getvalue()).content.decode()


def test_too_many_rows_and_columns_are_refused(send: Send, settings: Any) -> None:
    settings.UPLOAD_ROWS = 50
    assert "more than 50 rows" in send("a.csv", "id;title\n" + "1;x\n" * 60).content.decode()
    table = pl.DataFrame({"id": ["1"] * 60})
    assert "more than 50 rows" in send("a.parquet", as_bytes(table.write_parquet)).content.decode()
    records = "[" + ",".join('{"id":"1","title":"x"}' for _ in range(60)) + "]"
    told = made(send("a.json", records))
    assert (told.state, "50 rows" in told.fault["message"]["en"]) == (State.FAILED, True)
    wide = made(send("b.csv", ";".join(f"c{n}" for n in range(300)) + "\n" + ";".join("x" for _ in range(300)) + "\n"))
    assert "200 columns" in wide.fault["message"]["en"]


@pytest.mark.parametrize(
    "content", ["[" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000, '[{"id": ' + "9" * 5000 + "}]", "{broken"]
)
def test_hostile_json_becomes_a_fault_that_is_told(send: Send, signed_in: Client, content: str) -> None:
    failed = made(send("a.json", content))
    assert failed.state == State.FAILED
    page = signed_in.get(reverse("pool:detail", args=[failed.pk])).content.decode()
    assert failed.fault["message"]["en"] in page.replace("&#x27;", "'").replace("&quot;", '"')
    assert str(settings.FILES) not in page, "the place is the user's name of the file, not ours"


def test_a_file_of_the_other_kind_is_told(send: Send) -> None:
    failed = made(send("cv.json", '{"SkillsPassport": {"LearnerInfo": {}}}', kind="vacancies"))
    assert (failed.state, "talents" in failed.fault["message"]["en"]) == (State.FAILED, True)


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.csv", "..\\..\\boot.csv", "/etc/cron.d/x.csv", "a\x00b.csv", ".csv"]
)
def test_the_name_of_a_file_is_never_a_path(send: Send, name: str) -> None:
    draft = made(send(name, TALENTS))
    kept = files_below(settings.FILES)
    assert len(kept) == 1
    assert kept[0].startswith("uploads/")
    assert "/" not in draft.source_name
    assert "\\" not in draft.source_name
    assert draft.source != draft.source_name


def test_what_no_database_can_keep_is_left_out(imported: Callable[..., Dataset]) -> None:
    done = imported(
        '[{"id":"1","title":"Wel\\u0000der","x\\u0000y":"z","isco08":"7212"},{"id":"2","title":"a\\u0000","isco08":"9999"}]',
        name="a.json",
    )
    assert (done.rows, done.quarantined) == (1, 1)
    assert "\0" not in str([done.columns, done.mapping, done.notes, [row.cells for row in done.quarantine.all()]])


def test_html_in_every_text_is_escaped(send: Send, signed_in: Client, imported: Callable[..., Dataset]) -> None:
    evil = "<img src=x onerror=alert(1)>"
    content = f"id;title;{evil};isco08\n{evil};{evil};{evil};9999\nT-2;{evil};{evil};7411\n"
    draft = made(send(f"{evil}.csv", content))
    pages = [reverse("pool:mapping", args=[draft.pk]), reverse("pool:list"), reverse("pool:detail", args=[draft.pk])]
    done = imported(content.replace("T-2", "T-3"), name=f"b{evil}.csv")
    row = done.quarantine.get()
    pages += [
        reverse("pool:detail", args=[done.pk]),
        reverse("pool:quarantine", args=[done.pk]),
        reverse("pool:correct", args=[done.pk, row.pk]),
        reverse("pool:delete", args=[done.pk]),
        reverse("pool:row", args=[done.pk]) + "?id=T-3",
    ]
    for address in pages:
        page = signed_in.get(address, follow=True).content.decode()
        assert evil not in page, address
        assert "&lt;img src=x onerror" in page, address


# ---- others ----
def test_a_stranger_sees_no_dataset_by_a_forged_id(
    client: Client, imported: Callable[..., Dataset], world: World
) -> None:
    done = imported()
    row = done.quarantine.first()
    assert row is not None
    client.force_login(world.stranger)
    assert "people.csv" not in client.get(reverse("pool:list")).content.decode()
    for name in ("detail", "mapping", "delete", "download", "download_parquet", "row", "quarantine", "quarantine_file"):
        assert client.get(reverse(f"pool:{name}", args=[done.pk])).status_code == 404, name
    assert client.get(reverse("pool:correct", args=[done.pk, row.pk])).status_code == 404
    for name in ("delete", "mapping", "restart", "invite", "corrected_file", "quarantine"):
        assert client.post(reverse(f"pool:{name}", args=[done.pk])).status_code == 404, name
    assert (
        client.post(reverse("pool:discard", args=[done.pk, row.pk]), {"version": 1, "reason": "x"}).status_code == 404
    )
    row.refresh_from_db()
    assert (row.state, Dataset.objects.filter(pk=done.pk).exists()) == ("open", True)


def test_nobody_uploads_for_another_organisation(send: Send, signed_in: Client, world: World) -> None:
    told = {"organisation": world.theirs.pk, "kind": "talents", "file": SimpleUploadedFile("a.csv", TALENTS.encode())}
    assert signed_in.post(reverse("pool:upload"), told).status_code == 422
    assert Dataset.objects.count() == 0


def test_an_employer_brings_vacancies_and_sees_no_talents(
    client: Client, imported: Callable[..., Dataset], world: World, person: Any, send: Send
) -> None:
    talents = imported()
    employer = person("employer", world.ours)
    other = Client()
    other.force_login(employer)
    assert send("a.csv", TALENTS, client=other).status_code == 422
    made(send("v.csv", VACANCIES, kind="vacancies", client=other))
    page = other.get(reverse("pool:list")).content.decode()
    assert "v.csv" in page
    assert "people.csv" not in page
    assert other.get(reverse("pool:detail", args=[talents.pk])).status_code == 404


def test_a_reader_sees_what_a_dataset_is_but_no_row(
    imported: Callable[..., Dataset], world: World, person: Any
) -> None:
    done = imported()
    other = Client()
    other.force_login(person("viewer", world.ours))
    page = other.get(reverse("pool:detail", args=[done.pk])).content.decode()
    assert "What is known" in page
    assert "T-001" not in page
    for name in ("download", "quarantine", "delete", "row"):
        assert other.get(reverse(f"pool:{name}", args=[done.pk])).status_code == 403, name


def test_an_upload_needs_the_token_of_the_form(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.analyst)
    told = {"organisation": world.ours.pk, "kind": "talents", "file": SimpleUploadedFile("a.csv", TALENTS.encode())}
    assert strict.post(reverse("pool:upload"), told).status_code == 403
    assert (Dataset.objects.count(), files_below(settings.FILES)) == (0, [])


def test_the_list_asks_the_database_the_same_for_one_and_three(
    signed_in: Client, send: Send, django_assert_num_queries: Any
) -> None:
    send("a.csv", TALENTS)
    signed_in.get(reverse("pool:list"))
    with django_assert_num_queries(LIST_QUERIES):
        signed_in.get(reverse("pool:list"))
    send("b.csv", TALENTS.replace("T-001", "T-101"))
    send("c.csv", TALENTS.replace("T-001", "T-201"))
    with django_assert_num_queries(LIST_QUERIES):
        page = signed_in.get(reverse("pool:list")).content.decode()
    assert page.count("/columns/") + page.count(">a.csv<") + page.count(">b.csv<") + page.count(">c.csv<") >= 3


LIST_QUERIES = 8


def test_a_file_whose_first_look_broke_off_is_looked_at_when_it_comes_again(send: Send) -> None:
    first = made(send("people.csv", TALENTS))
    Dataset.objects.update(columns=[], mapping={}, preview=None)  # as a process leaves it that is killed while it looks
    again = made(send("people.csv", TALENTS))
    assert (again.pk, again.columns, again.mapping) == (first.pk, first.columns, first.mapping)
    assert again.columns[0] == "id"


def test_a_large_file_is_looked_at_in_the_background(
    send: Send, signed_in: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr("corridor.web.pool.domain.uploads.AT_ONCE", 10)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send("people.csv", TALENTS)
    draft = made(answer)
    assert (Job.objects.get().name, draft.columns[0]) == ("pool.look", "id")
    page = signed_in.get(reverse("pool:detail", args=[draft.pk])).content.decode()
    assert reverse("pool:mapping", args=[draft.pk]) in page


def test_looking_at_a_file_that_is_gone_is_a_fault_that_is_told(send: Send, world: World) -> None:
    draft = made(send("people.csv", TALENTS))
    (Path(settings.FILES) / "uploads" / draft.source).unlink()
    look(dataset=draft, actor=world.analyst)
    assert (draft.state, draft.fault["place"]) == (State.FAILED, "people.csv")


def test_a_workbook_with_a_password_or_another_packing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    raw = bytearray(workbook(b"<worksheet/>"))
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        raw[at + 8] |= 1
        at = raw.find(b"PK\x01\x02", at + 4)
    path.write_bytes(raw)
    with pytest.raises(PoolRefusal, match="password"):
        sniffed(path)


@pytest.mark.parametrize("kind", ["talents", "vacancies"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_templates_can_be_uploaded_again(signed_in: Client, send: Send, kind: str, form: str) -> None:
    content = b"".join(signed_in.get(reverse("pool:template", args=[kind, form])).streaming_content)  # type: ignore[attr-defined]
    draft = made(send(f"t.{form}", content, kind=kind))
    assert draft.state == State.DRAFT
    assert all(draft.mapping.values()), draft.mapping
