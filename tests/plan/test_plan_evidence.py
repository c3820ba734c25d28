"""The evidence of a plan: every list of the region, verdicts unknown without data, gaps, each with its source."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.gap import GapEvidence as GapParts
from corridor.labour_market.gap import gap_evidence, projected_gap
from corridor.labour_market.indicator_table import IndicatorTable, read_indicators
from corridor.labour_market.measure import measure
from corridor.labour_market.projection_inputs import read_folder
from corridor.labour_market.shortage_lists import membership
from corridor.matching.circles import REGIONS
from corridor.plan import plan
from corridor.plan.errors import PlanError
from corridor.plan.evidence import Evidence, EvidenceAsked, evidence
from corridor.plan.result import Plan
from corridor.web.plans import restored
from tests.cli.command import corridor
from tests.plan.markets import golden

DAY = date(2026, 11, 21)
CODES = ("2512", "5131", "7112", "7233", "9112", "1120")
ROWS = [
    ("7112", "openings", 100.0, 90), ("7112", "closed_vacancies", 100.0, 90), ("7112", "filled_vacancies", 20.0, 90),
    ("72", "fill_rate", 35.0, 80), ("5131", "fill_rate", 95.0, 3),
]  # fmt: skip
GAP = """isco08,region,year,part,value,low,high,basis,confidence,source,date
72,flanders,2030,demand,5000,4500,5500,stated,medium,Own study,2026-01
72,flanders,2030,residents,2000,1900,2100,stated,medium,Own study,2026-01
72,flanders,2030,school_leavers,700,600,800,stated,medium,Own study,2026-01
72,flanders,2030,commuters,300,200,400,stated,medium,Own study,2026-01
72,flanders,2030,stayers,100,50,150,assumed,low,https://example.org/stayers,2025
72,flanders,2030,frictional,400,300,500,stated,medium,Own study,2026-01
"""


def made_table(*more: tuple[str, str, float, int], periods: tuple[str, ...] = ("2025",)) -> IndicatorTable:
    """An indicator table of Flanders whose figures come from two sources."""
    rows = [
        {
            "isco08": code,
            "region": "flanders",
            "period": period,
            "indicator": name,
            "value": value,
            "n": n,
            "source": "jvs_q_nace2" if code == "72" else "office https://example.org/office",
            "vintage": "2026-02",
            "flag": None,
        }
        for period in periods
        for code, name, value, n in (*ROWS, *more)
    ]
    table = read_indicators(pl.DataFrame(rows))
    assert table.quarantine.is_empty()
    return table


@pytest.fixture(scope="module")
def gaps(tmp_path_factory: pytest.TempPathFactory) -> GapParts:
    folder = tmp_path_factory.mktemp("gaps")
    (folder / "gap_parts.csv").write_text(GAP, encoding="utf-8")
    return gap_evidence(read_folder(folder, "gap").frames)


@pytest.fixture(scope="module")
def full(gaps: GapParts) -> Evidence:
    return evidence("flanders", DAY, EvidenceAsked(made_table(), ("tightness", "forem_2022"), "2025", gaps))


# ---- lists ----


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("code", CODES)
def test_the_lists_are_those_of_the_timeline(region: str, code: str) -> None:
    """Every list of the region and of Belgium whose edition of the day holds the occupation or may hold it."""
    found = evidence(region, DAY).of(code)
    assert found is not None
    spells = [
        spell
        for place in (region, "belgium")
        for spell in membership(code, place)
        if spell.start <= DAY <= (spell.until or date.max) and spell.on is not False
    ]
    told = [(one.list, one.edition, one.on, one.marks, one.valid_from) for one in found.lists]
    assert told == [(s.list, s.edition.id, s.on, s.marks, s.edition.start) for s in spells]
    for one, spell in zip(found.lists, spells, strict=True):
        assert one.source == (spell.edition.source.id if spell.edition.source else None)


def test_whether_a_list_acts_on_permits_is_known_or_unknown() -> None:
    acts = {
        one.list: one.acts_on_permits
        for region in REGIONS
        for code in ("7112", "1120")
        for one in getattr(evidence(region, DAY).of(code), "lists", ())
    }
    assert acts["vdab"] is acts["medium_skilled"] is acts["walloon_permits"] is True
    assert acts["forem"] is acts["eures_belgium"] is False
    assert acts["adg"] is None, "no source says whether it acts"
    earlier = evidence("flanders", date(2023, 10, 1)).of("7112")
    assert earlier is not None
    assert {one.list: one.acts_on_permits for one in earlier.lists}["vdab"] is False


# ---- measures ----


def test_without_a_table_the_verdict_is_unknown() -> None:
    found = evidence("flanders", DAY).of("7112")
    assert found is not None
    (one,) = found.measured
    assert (one.verdict, one.causes, one.method, one.conditions) == ("unknown", ("NO_TABLE",), None, ())


def test_a_verdict_is_that_of_the_method_with_all_that_it_compares(full: Evidence) -> None:
    table = made_table()
    for name, found in zip(("tightness", "forem_2022"), getattr(full.of("7112"), "measured", ()), strict=True):
        wanted = measure(table, name, region="flanders", period="2025").one("7112")
        assert (found.method, found.verdict, found.causes) == (name, wanted.verdict, wanted.causes)
        assert [(c.indicator, c.value, c.op, c.threshold, c.result, c.n) for c in found.conditions] == [
            (c.indicator, c.value, c.op, c.threshold, c.result, c.n) for c in wanted.conditions
        ]


def test_a_wider_group_stands_in_and_says_so(full: Evidence) -> None:
    """The table speaks of 72 and of 7112; of 1120 not at all, which is unknown and not "no shortage"."""
    groups = {code: [m.group for m in getattr(full.of(code), "measured", ())] for code in ("7112", "7233", "1120")}
    assert groups == {"7112": ["7112"] * 2, "7233": ["72"] * 2, "1120": [None] * 2}
    missing = full.of("1120")
    assert missing is not None
    assert {(m.verdict, m.causes) for m in missing.measured} == {("unknown", ("NO_ROW",))}


def test_a_table_needs_a_method_and_a_method_a_table() -> None:
    with pytest.raises(PlanError, match="no indicator table is given to measure vdab with"):
        evidence("flanders", DAY, EvidenceAsked(measures=("vdab",)))
    with pytest.raises(PlanError, match="no method to measure with"):
        evidence("flanders", DAY, EvidenceAsked(made_table()))
    with pytest.raises(LabourMarketError, match="vdabb"):
        evidence("flanders", DAY, EvidenceAsked(made_table(), ("vdabb",)))


def test_the_period_may_be_left_out_where_there_is_one() -> None:
    one = evidence("flanders", DAY, EvidenceAsked(made_table(), ("tightness",)))
    assert one.parameters["period"] == "2025"
    with pytest.raises(PlanError, match="2024, 2025"):
        evidence("flanders", DAY, EvidenceAsked(made_table(periods=("2024", "2025")), ("tightness",)))


# ---- gaps ----


def test_a_gap_is_the_projected_one_with_its_parts(full: Evidence, gaps: GapParts) -> None:
    found = {code: getattr(full.of(code), "gap", ()) for code in ("7233", "5131")}
    for code, told in found.items():
        assert [one.year for one in told] == [2030, 2035]
        for one in told:
            wanted = projected_gap(code, "flanders", one.year, evidence=gaps)
            assert (one.value, one.low, one.high, one.basis) == (wanted.value, wanted.low, wanted.high, wanted.basis)
            assert one.why_unknown == wanted.why_unknown
    known = found["7233"][0]
    assert (known.value, known.group) == (1500.0, "72")
    assert sum(part.sign * (part.value or 0) for part in known.parts) == known.value
    assert found["5131"][0].value is None
    assert found["5131"][0].why_unknown == "no_occupation"


# ---- sources and provenance ----


@pytest.mark.parametrize("region", REGIONS)
def test_every_figure_cites_a_source_that_is_listed(region: str, gaps: GapParts, full: Evidence) -> None:
    known = full if region == "flanders" else evidence(region, DAY)
    cited = set()
    for code in CODES:
        found = known.of(code)
        assert found is not None
        for one in found.lists:
            assert (one.source is None) == ("gap" in one.marks)
            cited |= {one.source} - {None}
        for verdict in found.measured:
            assert verdict.method is None or verdict.sources
            cited |= set(verdict.sources)
            for c in verdict.conditions:
                assert (c.value is None) or c.source
                assert (c.threshold is None) or c.threshold_source
                cited |= {c.source, c.threshold_source} - {None}
        for gap in found.gap:
            assert (gap.value is None) or gap.sources
            cited |= set(gap.sources) | {p.source for p in gap.parts if p.source}
    cited |= {total.source for total in known.region.totals} | {m.source for m in known.region.methods}
    assert cited <= known.sources.keys()
    for name, source in known.sources.items():
        assert source["title"], name
        assert source["url"] is None or source["url"].startswith("http"), name


def test_names_of_tables_and_addresses_become_addresses(full: Evidence) -> None:
    """What a user writes as source: a table of the catalogue, words with an address, or words alone."""
    found = full.sources
    assert found["indicators/jvs_q_nace2/2026-02"]["url"] == "https://ec.europa.eu/eurostat"
    assert found["indicators/office https://example.org/office/2026-02"]["url"] == "https://example.org/office"
    assert found["indicators/jvs_q_nace2/2026-02"]["published"] == "2026-02"
    assert found["gap/https://example.org/stayers/2025"]["url"] == "https://example.org/stayers"
    assert found["gap/Own study/2026-01"]["url"] is None


def test_sources_do_not_depend_on_who_is_in_the_pool() -> None:
    """The list of sources is made before any occupation is asked for: it tells nothing of those that are hidden."""
    known = evidence("flanders", DAY)
    before = json.dumps(known.sources, default=str)
    for code in CODES:
        known.of(code)
    assert json.dumps(known.sources, default=str) == before


def test_an_input_changes_its_fingerprint_and_the_order_of_rows_does_not(gaps: GapParts) -> None:
    def prints(table: IndicatorTable, gaps: GapParts | None = None) -> dict[str, str]:
        return evidence("flanders", DAY, EvidenceAsked(table, ("tightness",), gaps=gaps)).inputs

    table = made_table()
    assert set(prints(table, gaps)) == {"indicators", "gaps"}
    assert prints(replace(table, rows=table.rows.reverse())) == prints(table)
    assert prints(made_table(("7233", "fill_rate", 41.0, 50))) != prints(table)
    assert evidence("flanders", DAY).inputs == {}


# ---- in a plan ----


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, gaps: GapParts) -> Plan:
    market = golden("all_reasons")
    tables = market.tables(tmp_path_factory.mktemp("market"))
    asked = EvidenceAsked(made_table(), ("tightness", "forem_2022"), "2025", gaps)
    return plan(market.region, market.day, *tables, evidence=asked)


def test_a_plan_holds_the_evidence_of_each_occupation_with_a_code(made: Plan) -> None:
    assert all((o.evidence is None) == (not o.isco08) for o in made.occupations)
    assert {"indicators", "gaps", "talents", "vacancies"} == made.provenance.inputs.keys()
    assert made.provenance.parameters["evidence"] == {
        "years": [2030, 2035],
        "measures": ["tightness", "forem_2022"],
        "period": "2025",
        "vintages": ["2026-02"],
        "quarantined": 0,
    }
    for o in made.occupations:
        if o.evidence:
            held = {on.list for on in o.lists} & {"vdab", "medium_skilled"}
            assert held == {one.list for one in o.evidence.lists if one.on}, "the law and the lists say the same"


def test_a_plan_with_evidence_is_read_back_as_it_was(made: Plan) -> None:
    document = json.loads(json.dumps(made.document()))
    back = restored.plan(document, made.tables)
    assert back.evidence == made.evidence
    assert [o.evidence for o in back.occupations] == [o.evidence for o in made.occupations]


def test_a_plan_of_before_is_read_without_evidence(made: Plan) -> None:
    document = json.loads(json.dumps(made.document()))
    del document["evidence"]
    for entry in document["occupations"]:
        del entry["evidence"]
    back = restored.plan(document, made.tables)
    assert back.evidence is None
    assert {o.evidence for o in back.occupations} == {None}


def test_evidence_changes_no_number_of_the_plan(made: Plan, tmp_path: Path) -> None:
    market = golden("all_reasons")
    plain = plan(market.region, market.day, *market.tables(tmp_path))
    for name in ("circles", "reasons", "routes", "levers", "methods", "unknown", "partnership"):
        assert getattr(plain, name) == getattr(made, name)
    strip = [replace(o, evidence=None) for o in made.occupations]
    assert [replace(o, evidence=None) for o in plain.occupations] == strip


def test_the_command_takes_tables_and_says_what_is_wrong(tmp_path: Path) -> None:
    market = golden("all_reasons")
    talents, vacancies = market.write(tmp_path)
    table, folder = tmp_path / "table.csv", tmp_path / "gaps"
    folder.mkdir()
    (folder / "gap_parts.csv").write_text(GAP, encoding="utf-8")
    rows = made_table(("2512", "fill_rate", 41.0, 50)).rows
    bad = rows.head(1).with_columns(pl.lit(-5.0).alias("value"), pl.lit("7233").alias("isco08"))
    pl.concat([rows, bad]).write_csv(table)
    given = ["plan", market.region, "--date", market.day, "--talents", talents, "--vacancies", vacancies]
    asked = ["--indicators", table, "--measure", "tightness", "--measure", "forem_2022", "--gap", folder]
    ran = corridor(*given, *asked, "--out", tmp_path / "out", "--lang", "nl")
    assert ran.code == 0, ran.err
    assert "indicators.quarantine.csv" in ran.err
    assert pl.read_csv(tmp_path / "out" / "indicators.quarantine.csv").height == 1
    document = json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))
    assert [m["id"] for m in document["evidence"]["methods"]] == ["tightness", "forem_2022"]
    assert document["provenance"]["parameters"]["evidence"]["quarantined"] == 1
    page = (tmp_path / "out" / "plan.html").read_text("utf-8")
    assert 'id="evidence-conditions"' in page
    wrong = corridor(*given, "--measure", "tightness")
    assert wrong.code == 2
    assert "--indicators" in wrong.err
    unknown = corridor(*given, "--indicators", table, "--measure", "nothing_such")
    assert unknown.code == 2
    assert "nothing_such" in unknown.err
