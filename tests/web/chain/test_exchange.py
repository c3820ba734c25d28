"""Dossiers in and out, versions, reports, the library of practices, what is consulted on a recommendation."""

from __future__ import annotations

import json
import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from corridor.consultation.chain.canonical import sha256
from corridor.consultation.dossier import as_mapping, read, shipped, write
from corridor.consultation.practices import library
from corridor.web.audit.models import AuditEvent
from corridor.web.chain.content import file_of
from corridor.web.chain.domain import carry, import_dossier, save_version
from corridor.web.chain.models import Decision, DossierVersion, EvidenceItem, Finding, Recommendation, ReportTemplate
from corridor.web.drafts.models import Answer, Comment, Draft, Round, Section
from tests.web.chain.chains_made import made_chain, made_programme, small_dossier

pytestmark = pytest.mark.django_db
HEAD = "key: a\ntitle: {en: T}\n"


def url(name: str, programme: Any, **kwargs: Any) -> str:
    return reverse(f"chain:{name}", kwargs={"programme": programme.pk, **kwargs})


def file(content: bytes | str, name: str = "dossier.yaml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def unordered(one: Any) -> Any:
    """An item with its links as sets: the chain does not order them."""
    if isinstance(one, str):
        return one
    return {name: set(value) if isinstance(value, list) else value for name, value in one.items()}


# ---- in and out ---------------------------------------------------------------------------------
def test_the_shipped_example_comes_in_and_goes_out_as_it_was(organisation: Any, client: Client, tmp_path: Path) -> None:
    programme = made_programme(organisation())
    answer = client.post(url("import", programme), {"source": "shipped", "how": "add"})
    assert answer.status_code == 302
    assert client.get(url("checks", programme)).status_code == 200
    out = client.get(url("export", programme, form="yaml"))
    path = tmp_path / "out.yaml"
    path.write_bytes(out.content)
    back, first = as_mapping(read(path)), as_mapping(shipped())
    for name in ("evidence", "findings", "practices", "initiatives", "recommendations", "decisions"):
        assert [unordered(one) for one in back.get(name, [])] == [unordered(one) for one in first.get(name, [])], name
    assert json.loads(client.get(url("export", programme, form="json")).content) == back
    assert AuditEvent.objects.filter(verb="chain.dossier_exported").count() == 2


def test_an_import_with_keys_that_are_there_changes_nothing(chain: Any, client: Client) -> None:
    content = yaml.safe_dump(file_of(chain))
    answer = client.post(url("import", chain), {"source": "file", "how": "add", "file": file(content)})
    assert answer.status_code == 400
    assert "high-threshold" in answer.content.decode()
    assert Finding.objects.filter(programme=chain).count() == 1


def test_replacing_saves_a_version_first(chain: Any, client: Client) -> None:
    before = file_of(chain, kept=True)
    assert client.post(url("import", chain), {"source": "shipped", "how": "replace"}).status_code == 302
    assert not Finding.objects.filter(programme=chain, key="high-threshold").exists()
    assert DossierVersion.objects.get(programme=chain).document == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("key: [", "YAML"),
        ("title: {en: T}", "key"),
        (HEAD + "findings:\n- {key: f, region: mars, kind: threat, title: {en: F}}", "findings[0].region"),
        (HEAD + "findings:\n- {key: f, region: wallonia, kind: threat, title: {en: F}, evidence: [x]}", "evidence[0]"),
        (b"\xff\xfe\x00", "dossier"),
        (b"PK\x03\x04nonsense", "ZIP"),
        ("key: a\ntitle: {en: T}\nrecommendations:\n- {key: r, region: wallonia, title: {en: R}, regulatory: "
         "{region: wallonia, reform: /etc/passwd}}", "recommendations[0]"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_told_with_place_and_remedy(
    organisation: Any, client: Client, content: Any, told: str
) -> None:
    programme = made_programme(organisation())
    answer = client.post(url("import", programme), {"source": "file", "how": "add", "file": file(content)})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert told in page
    assert "What to do:" in page
    assert "root:" not in page
    assert not Finding.objects.filter(programme=programme).exists()
    assert not Recommendation.objects.filter(programme=programme).exists()


def test_a_reform_travels_beside_the_dossier(chain: Any, organisation: Any, client: Client) -> None:
    from corridor.web.plans.offered import example

    row = Recommendation.objects.get(programme=chain, key="lower")
    row.reform = example("flanders_medium_skilled_2023")
    row.save()
    held = client.get(url("export", chain, form="zip")).content
    assert held == client.get(url("export", chain, form="zip")).content, "the same dossier gives the same bytes"
    with zipfile.ZipFile(BytesIO(held)) as archive:
        assert sorted(archive.namelist()) == ["dossier.yaml", "reforms/lower.yaml"]
    other = made_programme(organisation(), "other")
    data = {"source": "file", "how": "add", "file": file(held, "d.zip")}
    assert client.post(url("import", other), data).status_code == 302
    assert Recommendation.objects.get(programme=other, key="lower").reform == row.reform


def test_the_effect_of_a_reform_is_run_in_the_background(
    chain: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url("effect", chain, key="lower"), {"plan": ""}).status_code == 302
    effect = Recommendation.objects.get(programme=chain, key="lower").regulatory or {}
    effect = effect["effect"]
    assert effect["over"] == "cases"
    assert effect["total"] > 0
    page = client.get(url("item", chain, kind="recommendations", key="lower")).content.decode()
    assert f"Of {effect['total']} cases" in page
    assert "no sample of people" in page


# ---- versions -----------------------------------------------------------------------------------
def test_versions_are_kept_with_their_hash_and_compared(chain: Any, client: Client) -> None:
    assert client.post(url("versions", chain), {"name": "first"}).status_code == 302
    kept = DossierVersion.objects.get(programme=chain)
    assert kept.sha256 == sha256(kept.document)
    Finding.objects.filter(programme=chain).update(title={"en": "The threshold was lowered"})
    Decision.objects.filter(programme=chain).delete()
    page = client.get(url("compare", chain), {"a": str(kept.pk)}).content.decode()
    assert "The threshold is high" in page
    assert "The threshold was lowered" in page
    assert "removed" in page
    assert "The ministry" in page
    assert json.loads(client.get(url("version", chain, number=1)).content) == kept.document
    report = client.get(url("compare", chain), {"a": str(kept.pk), "form": "html"})
    assert report["Content-Disposition"].startswith("attachment")
    assert "The threshold was lowered" in report.content.decode()


def test_a_version_of_another_programme_is_not_compared(chain: Any, organisation: Any, client: Client) -> None:
    other = made_chain(organisation(), None, "other")
    client.post(url("versions", other), {"name": "theirs"})
    foreign = DossierVersion.objects.get(programme=other)
    assert client.get(url("compare", chain), {"a": str(foreign.pk)}).status_code == 404
    assert client.get(url("version", chain, number=1)).status_code == 404


# ---- reports ------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["region", "practices", "initiatives", "recommendations", "programme"])
def test_reports_are_drawn_from_the_chain(chain: Any, client: Client, kind: str) -> None:
    asked = {"kind": kind, "lang": "nl", "format": "html", "region": "flanders" if kind == "region" else ""}
    answer = client.get(url("report", chain), asked)
    assert answer.status_code == 200
    assert 'lang="nl' in answer.content.decode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content == client.get(url("report", chain), asked).content
    assert AuditEvent.objects.filter(verb="chain.report_made").count() == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "region", "lang": "en", "format": "html"},
        {"kind": "secrets", "lang": "en", "format": "html"},
        {"kind": "programme", "lang": "xx", "format": "html"},
        {"kind": "programme", "lang": "en", "format": "exe"},
    ],
)
def test_a_report_that_is_not_there_is_told(chain: Any, client: Client, asked: dict[str, str]) -> None:
    answer = client.get(url("report", chain), asked)
    assert answer.status_code == 400
    assert "govuk-error-summary" in answer.content.decode()


def test_a_word_template_is_kept_once_it_works(chain: Any, client: Client, organisation: Any, person: Any) -> None:
    shipped_one = client.get(url("shipped_template", chain)).content
    bad = client.post(url("template_add", chain), {"name": "x", "file": file(b"no word", "t.docx")})
    assert bad.status_code == 400
    assert "no Word document" in bad.content.decode()
    answer = client.post(url("template_add", chain), {"name": "Ours", "file": file(shipped_one, "t.docx")})
    assert answer.status_code == 302
    kept = ReportTemplate.objects.get()
    asked = {"kind": "practices", "lang": "fr", "format": "docx", "template": str(kept.pk)}
    made = client.get(url("report", chain), asked)
    assert made.content[:2] == b"PK"
    there = organisation("Elsewhere")
    stranger = Client()
    stranger.force_login(person("convener", there))
    theirs = made_chain(there, None, "theirs")
    assert stranger.get(url("report", theirs), asked).status_code == 400
    assert "Ours" not in stranger.get(url("reports", theirs)).content.decode()
    assert stranger.post(url("template_delete", theirs, template=kept.pk)).status_code == 404
    assert client.post(url("template_delete", chain, template=kept.pk)).status_code == 302
    assert not ReportTemplate.objects.exists()


# ---- consultation -------------------------------------------------------------------------------
@pytest.fixture
def draft(chain: Any) -> Any:
    today = timezone.localdate()
    made = Draft.objects.create(
        organisation=chain.organisation,
        programme=chain,
        slug="white-paper",
        title={"en": "White paper"},
        languages=["en"],
        published=True,
    )
    for number, closes in ((1, today - timedelta(days=9)), (2, today + timedelta(days=9))):
        opened = closes - timedelta(days=30)
        turn = Round.objects.create(draft=made, number=number, opens=opened, closes=closes, published_at=timezone.now())
        section = Section.objects.create(
            round=turn, key="thresholds", number="1", heading={"en": "Thresholds"}, text={}
        )
        said = Comment.objects.create(
            section=section, body_name="Union of works", stance="object", text=f"Too low {number}", language="en"
        )
        Comment.objects.create(
            section=section, in_person=True, stance="support", text=f"My own story {number}", language="en"
        )
        if number == 1:
            Answer.objects.create(comment=said, outcome="partly", why={"en": "Half of it"})
    return made


def test_a_recommendation_shows_what_was_said_and_answered(chain: Any, client: Client, draft: Any) -> None:
    address = url("sections", chain, key="lower")
    assert "White paper: 1 Thresholds" in client.get(address).content.decode()
    assert client.post(address, {"sections": [f"{draft.pk}:thresholds"]}).status_code == 302
    assert client.post(address, {"sections": ["else:where"]}).status_code == 400
    page = client.get(url("item", chain, kind="recommendations", key="lower")).content.decode()
    for text in ("Too low 1", "Too low 2", "Union of works", "Half of it", "My own story 1", "No answer yet"):
        assert text in page
    trace = client.get(url("trace", chain, kind="recommendations", key="lower")).content.decode()
    assert "Union of works" in trace
    checks = client.get(url("checks", chain)).content.decode()
    assert "rule-comment_without_answer" in checks


def test_a_comment_that_was_erased_asks_for_no_answer(chain: Any, client: Client, convener: Any, draft: Any) -> None:
    row = Recommendation.objects.get(programme=chain, key="lower")
    carry(actor=convener, recommendation=row, sections=[(draft.pk, "thresholds")])
    address = url("item", chain, kind="recommendations", key="lower")
    assert client.get(address).content.decode().count("No answer yet") == 3
    Comment.objects.filter(in_person=True).update(erased=True, text="", contact=None)
    page = client.get(address).content.decode()
    assert page.count("The words of this comment are erased") == 2
    assert page.count("No answer yet") == 1
    assert page.count("1 without an answer") == 1
    assert "2 without an answer" not in page


def test_the_public_sees_no_open_round_and_no_words_of_single_people(chain: Any, convener: Any, draft: Any) -> None:
    from corridor.web.chain.domain import publish

    row = Recommendation.objects.get(programme=chain, key="lower")
    carry(actor=convener, recommendation=row, sections=[(draft.pk, "thresholds")])
    publish(actor=convener, programme=chain, published=True)
    chain.published = True
    chain.save()
    anybody = Client()
    for address in (
        url("item", chain, kind="recommendations", key="lower"),
        url("export", chain, form="json"),
        url("trace", chain, kind="recommendations", key="lower"),
    ):
        page = anybody.get(address).content.decode()
        assert "Union of works" in page
        assert "Too low 2" not in page
        assert "My own story" not in page


def test_what_is_kept_has_no_words_of_single_people(chain: Any, client: Client, draft: Any, organisation: Any) -> None:
    client.post(url("versions", chain), {"name": "kept"})
    kept = json.dumps(DossierVersion.objects.get(programme=chain).document)
    assert "Too low 2" in kept
    assert "My own story" not in kept
    held = client.get(url("export", chain, form="yaml")).content
    assert b"My own story" in held, "members read what is there now"
    Comment.objects.filter(in_person=True).update(text="", erased=True)
    assert b"My own story" not in client.get(url("export", chain, form="yaml")).content
    other = made_programme(organisation(), "other")
    data = {"source": "file", "how": "add", "file": file(held)}
    assert client.post(url("import", other), data).status_code == 302
    again = client.get(url("export", other, form="yaml")).content
    assert b"Too low 2" in again
    assert b"My own story" not in again


def test_small_counts_of_an_event_do_not_leave(chain: Any, client: Client) -> None:
    from corridor.web.events.models import Attendance, Day, Event, Registration

    event = Event.objects.create(
        organisation=chain.organisation, programme=chain, slug="day", title={"en": "Day"}, state="published"
    )
    day = Day.objects.create(event=event, date=date(2026, 5, 1))
    for number in range(13):
        one = Registration.objects.create(event=event)
        Attendance.objects.create(registration=one, day=day, mode="online" if number < 2 else "on_site")
    found = json.loads(client.get(url("export", chain, form="json")).content)["events"][0]["attendance"]
    online = next(one for one in found if one["mode"] == "online")
    assert "registered" not in online
    assert all(one.get("registered") != 2 for one in found)


# ---- the library --------------------------------------------------------------------------------
def test_the_library_is_public_and_hides_nothing() -> None:
    anybody = Client()
    page = anybody.get(reverse("chain:practices")).content.decode()
    for key, one in library().items():
        assert reverse("chain:practice", args=[key]) in page
        own = anybody.get(reverse("chain:practice", args=[key])).content.decode()
        assert all((source.url or "") in own.replace("&amp;", "&") for source in one.sources)
        if one.result is None:
            assert "not known" in own
    assert anybody.get(reverse("chain:practice", args=["nothing"])).status_code == 404


def test_the_library_is_filtered() -> None:
    anybody, address = Client(), reverse("chain:practices")
    country = next(iter(library().values())).country
    some = [key for key, one in library().items() if one.country == country and one.authority is None]
    if some:
        page = anybody.get(address, {"country": f"{country}."}).content.decode()
        assert page.count('class="c-tile__title"') == len(some)
    assert "No practice fits" in anybody.get(address, {"q": "<script>zzz"}).content.decode()
    assert anybody.get(address, {"topic": "nonsense"}).status_code == 400


def test_practices_of_the_library_are_chosen(chain: Any, client: Client) -> None:
    two = list(library())[:2]
    address = url("create", chain, kind="practices")
    assert client.post(address, {"keys": two}).status_code == 302
    page = client.get(url("overview", chain)).content.decode()
    for key in two:
        assert url("item", chain, kind="practices", key=key) in page
    assert "Lower threshold for starters" in page, "its own practice stays"
    assert client.post(address, {"keys": two[:1]}).status_code == 302
    assert url("item", chain, kind="practices", key=two[1]) not in client.get(url("overview", chain)).content.decode()


def test_choices_can_be_taken_back(chain: Any, client: Client) -> None:
    address = url("create", chain, kind="practices")
    client.post(address, {"keys": list(library())[:1]})
    assert client.post(address, {}).status_code == 302
    page = client.get(url("overview", chain)).content.decode()
    assert url("item", chain, kind="practices", key=next(iter(library()))) not in page


def test_a_dossier_with_a_bad_end_leaves_nothing(organisation: Any, convener: Any, monkeypatch: Any) -> None:
    programme = made_programme(organisation())
    monkeypatch.setattr("corridor.web.chain.domain.dossiers.record", lambda *_args, **_kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_dossier(actor=convener, programme=programme, dossier=small_dossier())
    assert not EvidenceItem.objects.filter(programme=programme).exists()


def test_a_dossier_is_written_by_the_library(chain: Any, tmp_path: Path) -> None:
    from corridor.web.chain.content import dossier_of

    with dossier_of(chain) as found:
        path = write(found, tmp_path / "d.yaml")
        assert as_mapping(read(path)) == as_mapping(found)


# ---- what came with a file ----------------------------------------------------------------------
def test_an_export_that_is_taken_in_again_shows_the_public_nothing_more(
    chain: Any, client: Client, convener: Any, draft: Any
) -> None:
    from corridor.web.chain.domain import publish
    from corridor.web.chain.models import Chain

    row = Recommendation.objects.get(programme=chain, key="lower")
    carry(actor=convener, recommendation=row, sections=[(draft.pk, "thresholds")])
    Draft.objects.filter(pk=draft.pk).update(published=False)
    held = client.get(url("export", chain, form="yaml")).content
    data = {"source": "file", "how": "replace", "file": file(held)}
    assert client.post(url("import", chain), data).status_code == 302
    assert Chain.objects.get(programme=chain).drafts == []
    again = Recommendation.objects.get(programme=chain, key="lower")
    assert again.carried.count() == 1, "what the sections are about is not forgotten"
    elsewhere = made_programme(chain.organisation, "elsewhere", published=True)
    assert client.post(url("import", elsewhere), {**data, "file": file(held)}).status_code == 302
    for programme in (chain, elsewhere):
        publish(actor=convener, programme=programme, published=True)
    chain.published = True
    chain.save()
    for programme in (chain, elsewhere):
        for form in ("yaml", "json"):
            page = Client().get(url("export", programme, form=form)).content.decode()
            assert "Salary threshold" in page
            assert "Too low" not in page
            assert "White paper" not in page


def test_comments_of_a_file_are_public_once_their_round_is_over(chain: Any, convener: Any) -> None:
    from corridor.web.chain.content import dossier_of

    today = timezone.localdate()
    ends = {1: today - timedelta(days=1), 2: today, 3: None}
    rounds = [
        {
            "number": number,
            "closes": closes.isoformat() if closes else None,
            "sections": [{"key": "s", "number": "1", "heading": {"en": "S"}}],
            "comments": [
                {"key": f"o{number}", "section": "s", "stance": "support", "text": f"ours {number}", "by": "Union"},
                {"key": f"p{number}", "section": "s", "stance": "support", "text": f"mine {number}"},
            ],
        }
        for number, closes in ends.items()
    ]
    drafts = [
        {"key": "theirs", "title": {"en": "Theirs"}, "rounds": rounds},
        {"key": "open", "title": {"en": "Not known to be over"}, "rounds": rounds[1:]},
    ]
    import_dossier(actor=convener, programme=chain, dossier=small_dossier(drafts=drafts), how="replace")
    with dossier_of(chain) as all_of_it, dossier_of(chain, public=True) as shown:
        assert [len(one.comments) for one in all_of_it.drafts[0].rounds] == [2, 2, 2]
        assert [one.key for one in shown.drafts] == ["theirs"]
        assert [[c.text for c in one.comments] for one in shown.drafts[0].rounds] == [["ours 1", ""]]


def test_drafts_and_events_of_a_file_are_said_to_be_data(chain: Any, client: Client, convener: Any) -> None:
    from corridor.web.chain.domain import publish

    counted = [{"date": "2026-01-05", "mode": "online", "registered": 40, "attended": 3}]
    rounds = [{"number": 1, "sections": [{"key": "s", "number": "1", "heading": {"en": "S"}}]}]
    came = small_dossier(
        drafts=[{"key": "theirs", "title": {"en": "Their white paper"}, "rounds": rounds}],
        events=[{"key": "forum", "title": {"en": "Their forum"}, "attendance": counted}],
    )
    import_dossier(actor=convener, programme=chain, dossier=came, how="replace")
    assert not Draft.objects.exists()
    page = client.get(url("overview", chain)).content.decode()
    for text in ("Their white paper", "Their forum", "stay data"):
        assert text in page
    assert "stay data" in client.get(url("import", chain)).content.decode()
    publish(actor=convener, programme=chain, published=True)
    type(chain).objects.filter(pk=chain.pk).update(published=True)
    page = Client().get(url("overview", chain)).content.decode()
    assert "Their forum" in page
    assert "Their white paper" not in page, "nothing says that its round is over"
    held = Client().get(url("export", chain, form="json")).json()
    assert "attendance" not in held["events"][0], "three people can be told from the others"
    assert client.get(url("export", chain, form="json")).json()["events"][0]["attendance"][0]["attended"] == 3


def test_replacing_keeps_the_values_that_were_seen_before(chain: Any, convener: Any) -> None:
    first = EvidenceItem.objects.get(programme=chain, key="threshold").seen
    evidence = [
        {**as_mapping(small_dossier())["evidence"][0], "seen": None},
        *as_mapping(small_dossier())["evidence"][1:],
    ]
    import_dossier(actor=convener, programme=chain, dossier=small_dossier(evidence=evidence), how="replace")
    row = EvidenceItem.objects.get(programme=chain, key="threshold")
    assert row.seen is None
    assert [one["seen"] for one in row.history] == [first]


def test_the_shipped_example_leaves_a_programme_its_title(organisation: Any, convener: Any) -> None:
    programme = made_programme(organisation())
    import_dossier(actor=convener, programme=programme, dossier=shipped())
    assert file_of(programme)["title"] == programme.title


def test_a_practice_that_the_library_dropped_is_left_out(chain: Any, convener: Any, monkeypatch: Any) -> None:
    from corridor.web.chain.domain import choose_practices

    key = next(iter(library()))
    choose_practices(actor=convener, programme=chain, keys=[key])
    monkeypatch.setattr("corridor.web.chain.content.practice", lambda _key: None)
    assert [one["key"] for one in file_of(chain)["practices"]] == ["own-practice"]


def test_a_zip_with_a_broken_part_is_told(chain: Any, client: Client) -> None:
    held = bytearray(client.get(url("export", chain, form="zip")).content)
    held[60:90] = b"\xff" * 30
    answer = client.post(url("import", chain), {"source": "file", "how": "add", "file": file(bytes(held), "d.zip")})
    assert answer.status_code == 400
    assert "ZIP" in answer.content.decode()


def test_somebody_without_an_account_does_not_ask_for_files_without_end(
    chain: Any, convener: Any, monkeypatch: Any
) -> None:
    from corridor.web.chain.domain import publish

    publish(actor=convener, programme=chain, published=True)
    chain.published = True
    chain.save()
    monkeypatch.setattr("corridor.web.chain.limits.FILES", 2)
    anybody, address = Client(REMOTE_ADDR="192.0.2.77"), url("export", chain, form="json")
    assert [anybody.get(address).status_code for _ in range(3)] == [200, 200, 429]


def test_a_text_that_changed_in_another_language_is_shown_in_it(chain: Any, client: Client, convener: Any) -> None:
    first = save_version(actor=convener, programme=chain, name="first")
    row = Recommendation.objects.get(programme=chain, key="lower")
    Recommendation.objects.filter(pk=row.pk).update(title={**row.title, "nl": "Een andere titel"})
    page = client.get(url("compare", chain), {"a": str(first.pk), "b": ""}).content.decode()
    assert "Title (NL)" in page
    assert "Een andere titel" in page
    assert "Title (EN)" not in page
