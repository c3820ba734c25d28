"""The log of a scheme: what is read, what is set aside and why, and that no row is ever lost."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.partnerships.errors import MESSAGES, PartnershipError
from corridor.partnerships.event_lists import lists
from corridor.partnerships.events import Log, people, read_log
from corridor.partnerships.log_cells import problem_of
from corridor.partnerships.phases import phases
from corridor.pool.words import plain
from corridor.pool.workbook import write_workbook

TODAY = date(2026, 11, 22)
Row = tuple[str, str, str]


def log_of(rows: list[Row], **more: list[object]) -> Log:
    """A log of participant, event and date, with other columns as they are given."""
    return read_log(
        pl.DataFrame(rows, schema=["participant", "event", "date"], orient="row").with_columns(
            **{n: pl.Series(v) for n, v in more.items()}
        ),
        as_of=TODAY,
    )


def reasons(log: Log) -> list[tuple[int, str]]:
    """Row and field of each fault."""
    return [(row["row"], row["field"]) for row in log.quarantine.iter_rows(named=True)]


# ---- the closed lists ----
def test_every_event_lies_in_a_phase_and_refers_to_events_before_it() -> None:
    for event in lists().events.values():
        assert event.phase in phases()
        assert all(lists().events[before].order < event.order for before in event.after)
        assert set(event.outcomes) <= lists().outcomes.keys()
    for phase, stage in lists().stages.items():
        assert phases()[phase].people
        assert {*stage.start, *stage.passed, *stage.refused} <= lists().events.keys()
        assert set(stage.not_lost) <= lists().reasons.keys()


def test_no_label_stands_for_two_things() -> None:
    for several in (
        {id_: event.label for id_, event in lists().events.items()},
        lists().reasons,
        lists().outcomes,
        {name: column.label for name, column in lists().columns.items()},
    ):
        for lang in ("en", "fr", "nl"):
            told = [plain(text[lang]) for text in several.values()]
            assert len(set(told)) == len(told), lang


def test_every_message_has_three_languages_with_the_same_placeholders() -> None:
    found = json.loads((MESSAGES / "events.json").read_text(encoding="utf-8"))
    for key, texts in found.items():
        named = [{part.split("}")[0] for part in " ".join(pair).split("{")[1:]} for pair in texts.values()]
        assert texts.keys() == {"en", "fr", "nl"}, key
        assert named[0] == named[1] == named[2], key


# ---- what is read ----
HEADERS = {
    "en": ("Participant", "Event", "Date"),
    "fr": ("Participant", "Événement", "Date"),
    "nl": ("Deelnemer", "Gebeurtenis", "Datum"),
}


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_headers_and_events_are_known_in_three_languages(lang: str) -> None:
    columns = {name: column.label[lang] for name, column in lists().columns.items()}
    event, outcome = lists().events["employed_6"].label[lang], lists().outcomes["yes"][lang]
    frame = pl.DataFrame(
        {
            columns["participant"]: ["P-1"],
            columns["event"]: [event],
            columns["date"]: ["3/2/2025"],
            columns["outcome"]: [outcome],
        }
    )
    log = read_log(frame, as_of=TODAY)
    assert log.events.select("event", "date", "outcome").row(0) == ("employed_6", date(2025, 2, 3), "yes")


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", "\t")]
)
def test_csv_of_any_usual_form_gives_the_same_log(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = [
        ["Deelnemer", "Gebeurtenis", "Datum", "Région"],
        ["P-1", "Geselecteerd", "2025-01-02", "Wallonië"],
        ["P-1", "Arrivée", "2025-03-04", "Wallonië"],
    ]
    file = tmp_path / "log.csv"
    file.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    log = read_log(file, as_of=TODAY)
    assert log.events.select("participant", "event", "date", "region").rows() == [
        ("P-1", "selected", date(2025, 1, 2), "wallonia"),
        ("P-1", "arrived", date(2025, 3, 4), "wallonia"),
    ]


def test_workbook_and_parquet_give_the_same_log(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"participant": ["P-1", "P-2"], "event": ["applied", "applied"], "date": ["2025-01-02", "2025-01-03"]}
    )
    write_workbook(frame, tmp_path / "log.xlsx")
    frame.with_columns(pl.col("date").str.to_date()).write_parquet(tmp_path / "log.parquet")
    books = [read_log(tmp_path / name, as_of=TODAY).events for name in ("log.xlsx", "log.parquet")]
    assert books[0].equals(books[1])
    assert books[0].height == 2


@pytest.mark.parametrize("content", ["", "participant,event,date\n"])
def test_empty_file_is_refused_with_a_remedy(tmp_path: Path, content: str) -> None:
    (tmp_path / "log.csv").write_text(content)
    with pytest.raises(PartnershipError, match="no row") as caught:
        read_log(tmp_path / "log.csv")
    assert caught.value.told("nl")[1].startswith("schrijf")


def test_file_of_no_known_kind_says_so_in_three_languages(tmp_path: Path) -> None:
    (tmp_path / "log.doc").write_text("x")
    with pytest.raises(PartnershipError) as caught:
        read_log(tmp_path / "log.doc")
    assert len({caught.value.told(lang) for lang in ("en", "fr", "nl")}) == 3


@pytest.mark.parametrize(
    ("columns", "key"),
    [(["participant", "event"], "log_column_missing"), (["participant", "event", "Datum", "Dag"], "log_two_columns")],
)
def test_columns_missing_or_double_are_refused(columns: list[str], key: str) -> None:
    with pytest.raises(PartnershipError) as caught:
        read_log(pl.DataFrame({name: ["x"] for name in columns}))
    assert caught.value.key == key


def test_column_that_is_not_known_is_left_out_and_named() -> None:
    log = log_of([("P-1", "applied", "2025-01-01")], remarks=["met Jan Peeters"])
    assert "remarks" in log.notes["field"].to_list()
    assert "Peeters" not in str(log.events.to_dicts()) + str(log.notes.to_dicts())


def test_what_a_spreadsheet_would_run_is_no_code_and_no_event() -> None:
    log = log_of(
        [("=HYPERLINK(1)", "applied", "2025-01-01"), ("P-1", "=1+1", "2025-01-01"), ("'0012", "applied", "2025-01-01")]
    )
    assert reasons(log) == [(1, "participant"), (2, "event")]
    assert log.events["participant"].to_list() == ["0012"]


# ---- privacy ----
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("jan@example.org", "log_email"),
        ("Jan Peeters", "log_name"),
        ("Peeters, Jan", "log_name"),
        ("El Idrissi Fatima", "log_name"),
        ("85.01.01-123.45", "log_number"),
        ("85010112345", "log_number"),
        ("+32 470 12 34 56", "log_number"),
        ("a" * 65, "log_not_code"),
        ("P 17", "log_not_code"),
        ("P-017", None),
        ("TN-2024/0113", None),
        ("8f14e45f-ceea-467f-a8f2", None),
        ("12345678", None),
    ],
)
def test_what_may_stand_for_a_person(text: str, problem: str | None) -> None:
    assert problem_of(text) == problem


def test_personal_data_is_nowhere_in_what_is_told() -> None:
    named = ["jan@example.org", "Jan Peeters", "85.01.01-123.45"]
    log = log_of(
        [(name, "applied", "2025-01-01") for name in named] + [("P-1", "applied", "2025-01-01")],
        mentor=[None, None, None, "Eva Maes"],
    )
    told = str(log.quarantine.to_dicts()) + str(log.notes.to_dicts()) + str(log.events.to_dicts())
    assert not any(name in told for name in [*named, "Eva Maes"])
    assert reasons(log) == [(1, "participant"), (2, "participant"), (3, "participant"), (4, "mentor")]
    assert all("privacy" in remedy for remedy in log.quarantine["remedy_en"])


def test_person_whose_data_were_erased_tells_nothing_more() -> None:
    log = log_of(
        [
            ("P-1", "applied", "2025-01-01"),
            ("P-1", "erased", "2025-02-01"),
            ("P-1", "selected", "2025-03-01"),
            ("P-2", "applied", "2025-01-01"),
        ],
        sex=["f", None, None, "m"],
    )
    assert reasons(log) == [(3, "date")]
    assert log.events.select("participant", "sex").rows() == [("P-1", None), ("P-1", None), ("P-2", "m")]


# ---- rules of one row and between rows ----
@pytest.mark.parametrize(
    ("rows", "more", "faulty"),
    [
        pytest.param([("P-1", "arivd", "2025-01-01")], {}, [(1, "event")], id="unknown event"),
        pytest.param([("P-1", "applied", "2027-01-01")], {}, [(1, "date")], id="future"),
        pytest.param([("P-1", "applied", "31/02/2025")], {}, [(1, "date")], id="no such day"),
        pytest.param([("P-1", "applied", "")], {}, [(1, "date")], id="no date"),
        pytest.param([("", "applied", "2025-01-01")], {}, [(1, "participant")], id="nobody"),
        pytest.param(
            [("P-1", "arrived", "2025-01-01"), ("P-1", "selected", "2025-02-01")],
            {},
            [(1, "date")],
            id="arrived before selected",
        ),
        pytest.param([("P-1", "selected", "2025-02-01"), ("P-1", "arrived", "2025-02-01")], {}, [], id="the same day"),
        pytest.param(
            [("P-1", "applied", "2025-01-01"), ("P-1", "applied", "2025-01-01")], {}, [(2, "event")], id="duplicate"
        ),
        pytest.param(
            [("P-1", "arrived", "2025-01-01"), ("P-1", "arrived", "2025-02-01")],
            {},
            [(1, "date"), (2, "date")],
            id="arrived twice",
        ),
        pytest.param(
            [("P-1", "departed", "2025-01-01"), ("P-1", "departed", "2025-02-01")], {}, [], id="departed twice"
        ),
        pytest.param(
            [("P-1", "certified", "2025-01-01"), ("P-1", "certified", "2025-01-01")],
            {"outcome": ["yes", "no"]},
            [(1, "outcome"), (2, "outcome")],
            id="passed and failed on a day",
        ),
        pytest.param(
            [("P-1", "certified", "2025-01-01"), ("P-1", "certified", "2025-06-01")],
            {"outcome": ["no", "yes"]},
            [],
            id="passed the second time",
        ),
        pytest.param(
            [("P-1", "employed_6", "2025-01-01"), ("P-1", "employed_6", "2025-02-01")],
            {"outcome": ["yes", "no"]},
            [(1, "outcome"), (2, "outcome")],
            id="follow-up answered twice",
        ),
        pytest.param(
            [("P-1", "employed_6", "2025-01-01"), ("P-1", "employed_6", "2025-02-01")],
            {"outcome": ["unknown", "no"]},
            [],
            id="follow-up answered later",
        ),
        pytest.param(
            [("P-1", "employed_6", "2025-01-01")], {"outcome": [None]}, [(1, "outcome")], id="follow-up without outcome"
        ),
        pytest.param(
            [("P-1", "applied", "2025-01-01")], {"outcome": ["yes"]}, [(1, "outcome")], id="outcome of what has none"
        ),
        pytest.param(
            [("P-1", "arrived", "2025-01-01"), ("P-1", "employed_12", "2025-06-01")],
            {"outcome": [None, "yes"]},
            [(2, "date")],
            id="follow-up before its month",
        ),
        pytest.param(
            [
                ("P-1", "permit_filed", "2025-01-01"),
                ("P-1", "permit_refused", "2025-03-01"),
                ("P-1", "permit_granted", "2025-04-01"),
            ],
            {},
            [(2, "event"), (3, "event")],
            id="two decisions",
        ),
        pytest.param(
            [
                ("P-1", "permit_filed", "2025-01-01"),
                ("P-1", "permit_refused", "2025-03-01"),
                ("P-1", "permit_filed", "2025-03-15"),
                ("P-1", "permit_granted", "2025-04-01"),
            ],
            {},
            [],
            id="asked again",
        ),
        pytest.param(
            [("P-1", "withdrew", "2025-01-01"), ("P-1", "enrolled", "2025-02-01")],
            {},
            [(2, "date")],
            id="after withdrawing",
        ),
        pytest.param(
            [("P-1", "withdrew", "2025-01-01"), ("P-1", "reopened", "2025-01-20"), ("P-1", "enrolled", "2025-02-01")],
            {},
            [],
            id="taken up again",
        ),
        pytest.param(
            [
                ("P-1", "applied", "2024-01-01"),
                ("P-1", "closed", "2024-02-01"),
                ("P-1", "applied", "2025-01-01"),
                ("P-1", "selected", "2025-02-01"),
            ],
            {},
            [],
            id="applied again",
        ),
        pytest.param([("P-1", "fee_paid", "2025-01-01")], {"amount": [None]}, [(1, "amount")], id="fee without amount"),
        pytest.param([("P-1", "fee_paid", "2025-01-01")], {"amount": ["-5"]}, [(1, "amount")], id="negative amount"),
        pytest.param([("P-1", "withdrew", "2025-01-01")], {"reason": ["bored"]}, [(1, "reason")], id="unknown reason"),
        pytest.param(
            [("P-1", "applied", "2025-01-01"), ("P-1", "vacancy_pledged", "2025-01-01")],
            {},
            [(2, "participant")],
            id="a person and a post",
        ),
        pytest.param(
            [("P-1", "applied", "2025-01-01")], {"origin": ["Atlantis"]}, [(1, "origin")], id="unknown country"
        ),
        pytest.param(
            [("P-1", "applied", "2025-01-01")], {"scheme": ["a@b.be"]}, [(1, "scheme")], id="address as a scheme"
        ),
    ],
)
def test_rows_at_fault_are_set_aside_with_reason_and_remedy(
    rows: list[Row], more: dict[str, list[object]], faulty: list[tuple[int, str]]
) -> None:
    log = log_of(rows, **more)
    assert reasons(log) == faulty
    told = log.quarantine.select(pl.selectors.starts_with("reason", "remedy"))
    assert all(text for row in told.rows() for text in row)
    assert log.counts["good"] == len(rows) - len({row for row, _ in faulty})


def test_reasons_name_events_in_the_language_of_the_reader() -> None:
    log = log_of([("P-1", "arrived", "2025-01-01"), ("P-1", "selected", "2025-02-01")])
    assert log.quarantine["reason_fr"][0].startswith("Arrivée le 2025-01-01 précède Sélection")
    assert log.quarantine["reason_nl"][0].startswith("Aangekomen op 2025-01-01 ligt vóór Geselecteerd")


def test_people_of_two_schemes_are_held_apart() -> None:
    log = log_of([("P-1", "arrived", "2025-01-01"), ("P-1", "selected", "2025-02-01")], scheme=["A", "B"])
    assert reasons(log) == []
    assert people(log).height == 2


def test_person_who_contradicts_themselves_is_unknown_in_that_and_stays() -> None:
    log = log_of(
        [("P-1", "applied", "2025-01-01"), ("P-1", "selected", "2025-02-01"), ("P-2", "applied", "2025-02-01")],
        sex=["f", "m", "m"],
    )
    assert log.events["sex"].to_list() == [None, None, "m"]
    assert people(log).sort("participant")["sex"].to_list() == [None, "m"]
    assert "sex" in log.notes["field"].to_list()


def test_the_first_yes_of_an_event_is_its_date() -> None:
    log = log_of([("P-1", "certified", "2025-01-01"), ("P-1", "certified", "2025-06-01")], outcome=["no", "yes"])
    assert people(log)["certified"].to_list() == [date(2025, 6, 1)]


# ---- no row is lost ----
EVENTS = st.sampled_from([*lists().events, "arivd", ""])
DAYS = st.one_of(
    st.dates(date(2024, 1, 1), date(2027, 1, 1)).map(date.isoformat), st.sampled_from(["", "soon", "31/02/2025"])
)
CODES = st.sampled_from(["P-1", "P-2", "P-3", "V-1", "Jan Peeters", "", "jan@example.org"])
OUTCOMES = st.sampled_from([None, "yes", "no", "unknown", "maybe"])
ROWS = st.lists(st.tuples(CODES, EVENTS, DAYS, OUTCOMES), min_size=1, max_size=25)


def read_rows(rows: list[tuple[str, str, str, str | None]]) -> Log:
    """A log of rows with an outcome."""
    return read_log(
        pl.DataFrame(rows, schema=dict.fromkeys(["participant", "event", "date", "outcome"], pl.String), orient="row"),
        as_of=TODAY,
    )


@given(rows=ROWS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_row_is_good_quarantined_or_empty_and_good_rows_stay_good(
    rows: list[tuple[str, str, str, str | None]],
) -> None:
    log = read_rows(rows)
    good, bad = set(log.events["row"].to_list()), set(log.quarantine["row"].to_list())
    assert not good & bad
    assert log.counts == {
        "rows": len(rows),
        "good": len(good),
        "quarantined": len(bad),
        "empty": len(rows) - len(good) - len(bad),
    }
    assert all(not any(rows[row - 1]) for row in set(range(1, len(rows) + 1)) - good - bad)
    if good:
        again = read_log(log.events.drop("row"), as_of=TODAY)
        assert again.quarantine.height == 0
        assert again.events.drop("row").equals(log.events.drop("row"))


@given(bad=ROWS, spread=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_faulty_rows_of_others_take_no_good_row_along(
    bad: list[tuple[str, str, str, str | None]], spread: object
) -> None:
    steps = ["applied", "selected", "enrolled", "completed", "permit_filed", "permit_granted", "departed", "arrived"]
    good = [
        (f"G-{who}", step, (date(2024, 1, 1) + timedelta(days=30 * at)).isoformat(), None)
        for who in range(3)
        for at, step in enumerate(steps)
    ]
    mixed = [*good, *bad]
    spread.shuffle(mixed)  # type: ignore[attr-defined]
    log = read_rows(mixed)
    kept = log.events.filter(pl.col("participant").str.starts_with("G-"))
    assert kept.height == len(good)
    assert sorted(kept["event"].to_list()) == sorted(step for _, step, _, _ in good)


@given(order=st.permutations(range(6)))
@settings(max_examples=40, deadline=None)
def test_what_is_set_aside_does_not_depend_on_the_order_of_rows(order: list[int]) -> None:
    rows = [
        ("P-1", "selected", "2025-05-01"), ("P-1", "enrolled", "2025-02-01"), ("P-1", "arrived", "2025-08-01"),
        ("P-1", "arrived", "2025-09-01"), ("P-1", "withdrew", "2025-06-01"), ("P-1", "offer", "2025-07-01"),
    ]  # fmt: skip
    log = log_of([rows[at] for at in order])
    assert {rows[order[row - 1]] for row in log.events["row"].to_list()} == {
        rows[0],
        rows[4],
    }
