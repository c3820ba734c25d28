"""Schemes are followed by those who may, and every page says what its log says."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from corridor.web.audit.models import AuditEvent
from corridor.web.following.domain import delete_expired
from corridor.web.following.models import EventLog, FollowedScheme, State
from corridor.web.following.opening import of_version
from corridor.web.following.views import logs as log_views
from corridor.web.jobs.models import Job
from tests.web.following.made import BAD, UNTIL, followed, made_up, table, upload, with_log

pytestmark = pytest.mark.django_db


def send(client: Any, scheme: FollowedScheme, content: bytes, name: str = "events.csv", **told: Any) -> Any:
    given = {"file": SimpleUploadedFile(name, content), "as_of": UNTIL.isoformat(), "how": "add"} | told
    return client.post(reverse("following:upload", args=[scheme.pk]), given)


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def told(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.fixture
def analyst(client: Any, person: Any, organisation: Any) -> Any:
    user = person("analyst", organisation())
    client.force_login(user)
    return user


def test_a_scheme_keeps_the_design_as_it_was(client: Any, analyst: Any, organisation: Any) -> None:
    given = {
        "organisation": organisation().pk,
        "name": "Nurses",
        "design": "palim",
        "retention_until": (date.today() + timedelta(days=100)).isoformat(),
    }
    answer = client.post(reverse("following:create"), given)
    scheme = FollowedScheme.objects.get()
    assert answer["Location"].endswith(f"/following/{scheme.pk}/")
    assert "id: palim" in scheme.design_text
    assert scheme.created_by == analyst
    assert AuditEvent.objects.filter(verb="following.scheme_created", subject=str(scheme.pk)).exists()
    frozen = client.get(reverse("following:design", args=[scheme.pk]))
    assert frozen.content.decode() == scheme.design_text


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("design", "none"), ("retention_until", "2001-01-01"), ("retention_until", "2999-01-01")],
)
def test_what_is_wrong_is_said_at_its_field(
    client: Any, analyst: Any, organisation: Any, field: str, value: str
) -> None:
    given = {"organisation": organisation().pk, "name": "Nurses", "design": "palim", "retention_until": "2099-01-01"}
    given["retention_until"] = (date.today() + timedelta(days=100)).isoformat()
    answer = client.post(reverse("following:create"), given | {field: value})
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not FollowedScheme.objects.exists()


def test_a_small_file_is_read_at_once_and_a_twin_is_not_added(
    client: Any, analyst: Any, organisation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    scheme = followed(organisation(), analyst)
    with django_capture_on_commit_callbacks(execute=True):
        send(client, scheme, made_up())
    scheme.refresh_from_db()
    log = scheme.logs.get()
    assert (scheme.version, log.state, log.synthetic) == (1, State.READY, True)
    assert log.rows_in == log.added + log.quarantined + log.empty == of_version(scheme).events.height
    assert not list((Path(settings.FILES) / "uploads").glob("*.csv"))  # the file itself goes once it was read
    send(client, scheme, made_up())
    assert scheme.logs.count() == 1


def test_a_large_file_is_read_as_a_job(
    client: Any, analyst: Any, organisation: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(log_views, "AT_ONCE", 100)
    scheme = followed(organisation(), analyst)
    with django_capture_on_commit_callbacks(execute=True):
        send(client, scheme, made_up())
        assert scheme.logs.get().state == State.READING
    assert Job.objects.get().name == "following.read"
    scheme.refresh_from_db()
    assert (scheme.version, scheme.logs.get().state) == (1, State.READY)


def test_faults_are_told_and_personal_data_is_never_kept(client: Any, analyst: Any, organisation: Any) -> None:
    scheme = followed(organisation(), analyst)
    content = BAD.replace("origin\n", "origin;name\n").replace(";IN\n", ";IN;Jan Peeters\n").encode()
    send(client, scheme, content)
    scheme.refresh_from_db()
    page = text(client.get(reverse("following:quarantine", args=[scheme.pk])))
    assert "elected is no event of the list" in page
    assert "2020-13-01" in page
    assert "looks like an e-mail address" in page
    kept = page + str(list(scheme.quarantine.values())) + str(of_version(scheme).events.to_dicts())
    assert "peeters" not in kept.lower()
    log = scheme.logs.get()
    assert (log.rows_in, log.added, log.quarantined) == (4, 1, 3)


def test_an_address_in_another_column_is_masked(client: Any, analyst: Any, organisation: Any) -> None:
    scheme = followed(organisation(), analyst)
    send(client, scheme, b"participant;event;date\nN-1;jan@example.org;2020-03-01\nN-2;selected;2020-03-01\n")
    page = text(client.get(reverse("following:quarantine", args=[scheme.pk])))
    assert "is no event of the list" in page
    assert "jan@example.org" not in page + str(list(scheme.quarantine.values()))


def test_a_corrected_quarantine_file_empties_the_quarantine(client: Any, analyst: Any, organisation: Any) -> None:
    scheme = followed(organisation(), analyst)
    send(client, scheme, BAD.encode())
    rows = table(told(client.get(reverse("following:quarantine_file", args=[scheme.pk]))))
    assert rows["_field"].to_list() == ["event", "participant", "date"]
    right = rows.with_columns(
        pl.Series("event", ["selected"] * 3),
        pl.Series("participant", ["N-2", "N-9", "N-3"]),
        pl.Series("date", ["2020-03-01", "2020-03-02", "2020-13-01"]),
    )
    send(client, scheme, right.write_csv(separator=";").encode())
    scheme.refresh_from_db()
    assert sorted(of_version(scheme).events["participant"]) == ["N-1", "N-2", "N-9"]
    assert [row.faults[0]["value"] for row in scheme.quarantine.all()] == ["2020-13-01"]


def test_rows_that_are_there_already_are_quarantined_and_replacing_starts_anew(
    client: Any, analyst: Any, organisation: Any
) -> None:
    scheme = followed(organisation(), analyst)
    send(client, scheme, b"participant;event;date\nN-1;selected;2020-03-01\n")
    both = b"participant;event;date\nN-1;selected;2020-03-01\nN-2;selected;2020-03-01\n"
    send(client, scheme, both)
    scheme.refresh_from_db()
    assert (scheme.version, of_version(scheme).events.height) == (2, 2)
    assert scheme.quarantine.get().faults[0]["reason"]["en"] == "this event is in the log already"
    send(client, scheme, both + b"\n", how="replace")
    scheme.refresh_from_db()
    assert (scheme.version, of_version(scheme).events.height, scheme.quarantine.count()) == (3, 2, 0)


def test_a_contradiction_takes_the_earlier_row_out_too(client: Any, analyst: Any, organisation: Any) -> None:
    scheme = followed(organisation(), analyst)
    send(client, scheme, b"participant;event;date\nN-1;arrived;2020-03-01\nN-2;arrived;2020-03-01\n")
    send(client, scheme, b"participant;event;date\nN-1;arrived;2020-04-01\n")
    scheme.refresh_from_db()
    assert of_version(scheme).events["participant"].to_list() == ["N-2"]
    assert sorted(row.row is None for row in scheme.quarantine.all()) == [False, True]
    assert scheme.logs.get(version=2).taken_back == 1


def test_a_file_that_is_no_log_is_refused_with_a_remedy(client: Any, analyst: Any, organisation: Any) -> None:
    scheme = followed(organisation(), analyst)
    send(client, scheme, b"a;b\n1;2\n")
    assert scheme.logs.get().state == State.FAILED
    page = text(client.get(reverse("following:detail", args=[scheme.pk])))
    assert "there is no column participant" in page
    assert "name the columns participant, event and date" in page.lower()


def test_indicators_show_what_is_large_and_hide_what_is_small(client: Any, analyst: Any, organisation: Any) -> None:
    scheme = with_log(organisation(), analyst)
    events = of_version(scheme).events
    selected = events.filter(pl.col("event") == "selected")["participant"].n_unique()
    page = text(client.get(reverse("following:indicators", args=[scheme.pk])))
    assert f"<strong>{selected}</strong>" in page
    assert "fewer than 10" in page
    assert "made up" in page
    by = text(client.get(reverse("following:indicators", args=[scheme.pk]), {"by": "sex", "period": "2020"}))
    assert "Women" in by
    assert "first happened in 2020" in by


def test_forecast_shows_both_bands_and_the_assumptions(client: Any, analyst: Any, organisation: Any) -> None:
    scheme = with_log(organisation(), analyst)
    page = text(client.get(reverse("following:forecast", args=[scheme.pk])))
    assert "<svg" in page
    assert "Forecast with the log" in page
    assert "Permit and visa: share who do not pass" in page


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_the_report_is_one_file_in_the_language_that_is_asked(
    client: Any, analyst: Any, organisation: Any, language: str
) -> None:
    scheme = with_log(organisation(), analyst, name="Nurses & builders")
    answer = client.get(reverse("following:report", args=[scheme.pk]), {"lang": language, "period": "2020"})
    page = text(answer)
    assert f'<html lang="{language}">' in page
    assert "Nurses &amp; builders" in page
    assert "sha256-" in answer["Content-Security-Policy"]
    assert "script-src 'none'" in answer["Content-Security-Policy"]
    made = AuditEvent.objects.get(verb="following.report_made")
    assert (made.detail["year"], made.detail["lang"]) == (2020, language)


def test_templates_and_example_are_logs_that_can_be_read(client: Any, analyst: Any, organisation: Any) -> None:
    scheme = followed(organisation(), analyst)
    plain = reverse("following:template", args=["csv"])[3:]
    for language, header in (("fr", "Évènement"), ("nl", "Gebeurtenis"), ("en", "Event")):
        address = f"/{language}{plain}"
        assert header in told(client.get(address)).decode("utf-8-sig").splitlines()[0]
    book = told(client.get(reverse("following:template", args=["xlsx"])))
    assert (
        pl.read_excel(io.BytesIO(book)).width
        == table(told(client.get(reverse("following:template", args=["csv"])))).width
    )
    send(client, scheme, told(client.get(reverse("following:example", args=[scheme.pk]))))
    log = scheme.logs.get()
    assert (log.state, log.synthetic, log.quarantined) == (State.READY, True, 0)


def test_every_download_is_written_down(client: Any, analyst: Any, organisation: Any) -> None:
    scheme = with_log(organisation(), analyst)
    upload(scheme, BAD.encode())
    files = {
        ("download", "csv"): "rows_downloaded",
        ("download", "parquet"): "rows_downloaded",
        ("quarantine",): "quarantine_seen",
        ("quarantine_file",): "quarantine_downloaded",
        ("indicators_file",): "indicators_downloaded",
        ("example",): "example_downloaded",
        ("design",): "design_downloaded",
        ("report",): "report_made",
    }
    for (name, *rest), verb in files.items():
        before = AuditEvent.objects.filter(verb=f"following.{verb}").count()
        assert client.get(reverse(f"following:{name}", args=[scheme.pk, *rest])).status_code == 200
        assert AuditEvent.objects.filter(verb=f"following.{verb}").count() == before + 1, name


def test_the_log_comes_back_as_it_went_in(client: Any, analyst: Any, organisation: Any) -> None:
    scheme = with_log(organisation(), analyst)
    handed = told(client.get(reverse("following:download", args=[scheme.pk, "parquet"])))
    assert pl.read_parquet(io.BytesIO(handed)).equals(of_version(scheme).events.drop("row"))


def test_deleting_takes_the_files_too(
    client: Any, analyst: Any, organisation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    scheme = with_log(organisation(), analyst)
    folder = Path(settings.FILES) / "following" / str(scheme.pk)
    assert list(folder.glob("*.parquet"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("following:delete", args=[scheme.pk]))
    assert not folder.exists()
    assert not EventLog.objects.exists()
    assert AuditEvent.objects.filter(verb="following.scheme_deleted").exists()


def test_what_is_past_its_day_goes(organisation: Any, person: Any) -> None:
    analyst = person("analyst", organisation())
    late, there = followed(organisation(), analyst, name="Late"), followed(organisation(), analyst, name="There")
    FollowedScheme.objects.filter(pk=late.pk).update(retention_until=date.today() - timedelta(days=1))
    assert delete_expired(today=date.today(), actor=None) == 1
    assert FollowedScheme.objects.get() == there


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Any, analyst: Any, organisation: Any, django_assert_num_queries: Any, number: int
) -> None:
    for at in range(number):
        followed(organisation(), analyst, name=f"Scheme {at}")
    client.get(reverse("following:list"))
    with django_assert_num_queries(6):
        page = text(client.get(reverse("following:list")))
    assert page.count("Scheme ") == number
