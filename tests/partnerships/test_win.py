"""Laws of the account of gains and losses: transfers cancel, sums are of draws, the unknown is never zero."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.partnerships.break_even import break_even, repayment_share
from corridor.partnerships.costs import cost
from corridor.partnerships.design import Quantity, Tracks, shipped
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.flows import flows
from corridor.partnerships.price_list import price_list
from corridor.partnerships.simulation import Run, simulate
from corridor.partnerships.win import Win, amount, losers, to_json, win
from corridor.partnerships.win_statement import money, statement
from tests.partnerships.won_designs import HOME_WAGE, SALARY, plain_design, two_track_design

DRAWS = 200
LANGUAGES = ("en", "fr", "nl")
SURE = {
    "discount_rate": 0.0, "worker_tax": 0.4, "employer_contributions": 0.25, "remittance_share": 0.1,
    "would_have_worked": 0.5, "vacancy_margin": 0.1, "no_show_years": 0.25, "home_gain": 0.2,
    "returnee_skills": 0.0, "scarce_skills": 0.0, "public_services": 0.0, "displacement": 0.0, "dearer_living": 0.0,
}  # fmt: skip
"""Every price that a design does not state, as one number."""


@cache
def run_of(name: str) -> Run:
    designs = {"plain": plain_design, "two_tracks": two_track_design}
    return simulate(designs[name]() if name in designs else shipped()[name], draws=DRAWS, seed=3)


@cache
def won(name: str) -> Win:
    return win(run_of(name))


@pytest.fixture(params=["plain", "two_tracks", *shipped()])
def any_win(request: pytest.FixtureRequest) -> Win:
    return won(request.param)


# ---- transfers and sums ----


def test_a_transfer_stands_once_as_cost_and_once_as_gain_of_the_same_money() -> None:
    sides: dict[str, list[Any]] = {}
    for line in price_list().lines:
        if line.transfer is not None:
            sides.setdefault(line.transfer, []).append(line)
    assert sides.keys() == {"wage", "worker_tax", "contributions", "remittance", "fee"}
    for one, other in sides.values():
        assert {one.direction, other.direction} == {"gain", "cost"}
        assert (one.of, one.times) == (other.of, other.times)
        assert one.party != other.party


def test_transfers_cancel_in_every_draw(any_win: Win) -> None:
    total = np.zeros(DRAWS)
    for line in any_win.lines:
        if line.transfer is not None and line.amount is not None:
            total += any_win.line_draws[line.id]
    largest = max((float(np.abs(draws).max()) for draws in any_win.line_draws.values()), default=1.0)
    assert np.abs(total).max() <= 1e-9 * max(largest, 1.0)
    for transfer in {line.transfer for line in any_win.lines if line.transfer is not None}:
        pair = [line for line in any_win.lines if line.transfer == transfer]
        known = [line.amount is not None for line in pair]
        assert known in ([True, True], [False, False])
        if all(known):
            assert (any_win.line_draws[pair[0].id] == -any_win.line_draws[pair[1].id]).all()


@settings(max_examples=15, deadline=None)
@given(
    rate=st.floats(0, 0.2), tax=st.floats(0, 0.7), share=st.floats(0, 1), on_top=st.floats(0, 0.6),
    fee=st.floats(0, 20_000),
)  # fmt: skip
def test_no_price_of_a_transfer_moves_the_total(
    rate: float, tax: float, share: float, on_top: float, fee: float
) -> None:
    run = run_of("plain")
    base = SURE | {"discount_rate": rate, "vacancy_margin": 0.0, "employer_contributions": on_top}
    moved = base | {"worker_tax": tax, "remittance_share": share, "fee": fee}
    assert win(run, prices=moved).total.mean == pytest.approx(win(run, prices=base).total.mean, abs=1e-3)


def test_accounts_are_sums_of_draws_and_not_of_intervals(any_win: Win) -> None:
    for account in any_win.accounts:
        mine = [any_win.line_draws[line.id] for line in any_win.lines if line.party == account.party and line.amount]
        added = np.sum([np.zeros(DRAWS), *mine], axis=0)
        assert np.allclose(added, any_win.account_draws[account.party])
        assert account.total == amount(any_win.account_draws[account.party])
        assert account.gains.mean + account.costs.mean == pytest.approx(account.total.mean, abs=1e-3)
    assert any_win.total == amount(np.sum(list(any_win.account_draws.values()), axis=0))
    widths = [abs(line.amount.hi90 - line.amount.lo90) for line in any_win.lines if line.amount is not None]
    assert any_win.total.hi90 - any_win.total.lo90 < sum(widths)


def test_signs_follow_the_direction_of_a_line(any_win: Win) -> None:
    for line in any_win.lines:
        if line.amount is not None and line.id != "public_training_lost":
            draws = any_win.line_draws[line.id]
            assert (draws >= 0).all() if line.direction == "gain" else (draws <= 0).all()


@pytest.mark.parametrize("name", ["plain", "two_tracks", *shipped()])
def test_every_cost_of_the_scheme_is_on_somebodys_account(name: str) -> None:
    found = win(run_of(name), prices={"discount_rate": 0.0})
    paid = [found.line_draws[row.id] for row in price_list().lines if row.of == "spending"]
    assert np.allclose(-np.sum(paid, axis=0), cost(run_of(name)))


# ---- worked out on paper ----


def test_a_scheme_worked_out_on_paper() -> None:
    found = win(run_of("plain"), prices=SURE)
    years = 10 * 4
    expected = {
        "pay_abroad": years * SALARY,
        "tax_paid": -years * SALARY * 0.4,
        "pay_at_home": -years * HOME_WAGE,
        "remittance_sent": -years * SALARY * 0.6 * 0.1,
        "remittance_received": years * SALARY * 0.6 * 0.1,
        "fee_paid": 0,
        "pay_in_training": -10 * HOME_WAGE * 0.5,
        "own_costs": -10 * 500,
        "tax_received": years * SALARY * 0.4,
        "contributions_received": years * SALARY * 0.25,
        "contributions_paid": -years * SALARY * 0.25,
        "work_received": years * SALARY * 1.25,
        "filled_post": years * SALARY * 1.25 * 0.1,
        "wage_paid": -years * SALARY,
        "employer_programme": -10 * 1_000,
        "grants": -10 * 1_000,
        "public_training_lost": -10 * 4_000,
        "home_jobs": 0,
        "no_show_cost": 0,
    }
    told = {id: found.line(id).amount for id in expected}
    assert {id: None if one is None else one.mean for id, one in told.items()} == {
        id: pytest.approx(value, rel=2e-3) for id, value in expected.items()
    }
    gain = next(one for one in found.sums if one.id == "wage_gain").amount
    assert gain is not None
    assert gain.mean == pytest.approx(years * (SALARY * 0.6 - HOME_WAGE), rel=2e-3)
    assert found.without == ()


def test_money_is_discounted_from_the_month_in_which_it_falls() -> None:
    """Training starts in month 0, arrival in month 12, and four years of work follow."""
    rate = 0.1
    found = flows(run_of("plain"), np.full(DRAWS, rate))
    stages = [line.stage for line in run_of("plain").lines]
    assert found.factor[stages.index("training")] == pytest.approx(1, abs=0.01)
    assert found.factor[stages.index("arrival")] == pytest.approx((1 + rate) ** -1, abs=0.01)
    work = sum((1 + rate) ** (-month / 12) for month in range(13, 61)) / 12 * 10
    assert found.present["person_years_abroad"] == pytest.approx(work, rel=0.01)
    assert found.total["person_years_abroad"] == pytest.approx(40, rel=0.002)


def test_a_higher_rate_makes_every_line_smaller() -> None:
    low, high = (win(run_of("palim"), prices={"discount_rate": rate}) for rate in (0.0, 0.06))
    for id, draws in high.line_draws.items():
        assert (np.abs(draws) <= np.abs(low.line_draws[id]) + 1e-6).all() or id == "public_training_lost"


def test_years_abroad_are_those_of_the_run(any_win: Win) -> None:
    run = run_of(any_win.design)
    found = flows(run, np.zeros(DRAWS))
    assert np.allclose(found.total["person_years_abroad"], run.person_years, rtol=1e-5, atol=1e-4)
    assert (found.total["placements_abroad"] == run.placed_abroad[-1]).all()
    assert (found.total["stayed_away"] == run.placed_abroad[-1] - run.returned[-1]).all()


# ---- what is not known ----


def test_a_price_that_is_not_known_leaves_its_lines_out_by_name() -> None:
    found = win(run_of("plain"))
    for id in ("scarce_skills_lost", "returnees", "services_used", "displaced", "dearer_living_abroad"):
        line = found.line(id)
        assert line.amount is None
        assert line.missing == line.prices
        assert id in found.without
        assert id in found.account(line.party).without
        assert id not in found.line_draws
    assert found.account("origin").open
    assert not found.account("employer").open


def test_an_own_price_of_zero_is_known_and_one_of_none_is_not() -> None:
    zero = win(run_of("plain"), prices={"scarce_skills": 0.0}).line("scarce_skills_lost")
    assert zero.amount is not None
    assert zero.amount.mean == 0
    unknown = win(run_of("plain"), prices={"gross_salary": None})
    assert unknown.line("pay_abroad").missing == ("gross_salary",)
    assert unknown.line("tax_received").amount is None
    assert next(one for one in unknown.sums if one.id == "wage_gain").amount is None


def test_where_pay_at_home_is_not_stated_it_is_worked_out_of_the_ratio() -> None:
    design = plain_design(origin_economy={"gross_annual_wage": None, "wage_ratio": 4, "public_training_cost": None})
    used = {price.id: price for price in win(simulate(design, draws=50)).prices}
    assert used["home_wage"].mean == pytest.approx(SALARY / 4)
    assert used["wage_ratio"].from_design
    assert used["home_wage"].basis == "assumed"


def test_taxes_of_another_country_are_not_known() -> None:
    design = plain_design(destination={"country": "DE", "region": None})
    found = win(simulate(design, draws=50))
    assert found.line("tax_received").missing == ("worker_tax",)
    assert found.line("pay_abroad").amount is not None
    assert next(one for one in found.beside if one.id == "fiscal_static").amount is None


def test_jobs_at_home_are_not_known_where_no_stage_places_anybody_there() -> None:
    stages = tuple(stage for stage in two_track_design().stages if stage.id != "job")
    line = win(simulate(replace(two_track_design(), stages=stages), draws=50)).line("home_jobs")
    assert line.amount is None
    assert "person_years_home" in line.missing
    assert won("two_tracks").line("home_jobs").amount is not None
    no_home = won("plain").line("home_jobs").amount
    assert no_home is not None
    assert no_home.mean == 0


@pytest.mark.parametrize(
    ("charged", "known"), [(False, 0.0), (True, None), (None, None)], ids=["no fees", "fees", "not known"]
)
def test_fees_are_zero_only_where_the_design_says_that_there_are_none(
    charged: bool | None, known: float | None
) -> None:
    design = plain_design(safeguards={"fees_charged_to_workers": charged})
    line = win(simulate(design, draws=50)).line("fee_paid")
    assert (None if line.amount is None else line.amount.mean) == known


@pytest.mark.parametrize(
    ("prices", "place"),
    [({"no_such": 1}, "prices.no_such"), ({"worker_tax": 1.5}, "prices: worker_tax"), ({"fee": -3}, "prices: fee")],
)
def test_a_faulty_price_is_told_with_its_place(prices: dict[str, float], place: str) -> None:
    with pytest.raises(PartnershipError) as told:
        win(run_of("plain"), prices=prices)
    assert told.value.place == place
    assert all(all(told.value.told(lang)) for lang in LANGUAGES)


def test_marks_travel_with_the_lines() -> None:
    found = win(run_of("plain"), prices={"worker_tax": Quantity(value=0.4, basis="stated", source="https://tax.test")})
    line = found.line("tax_paid")
    assert "https://tax.test" in line.source or line.basis == "assumed"
    assert next(p for p in found.prices if p.id == "worker_tax").own
    assert found.line("filled_post").basis == "assumed"
    assert {one.basis for one in found.lines} <= {"stated", "derived", "assumed"}


# ---- beside, flags, losers ----


def test_contested_figures_stand_beside_and_never_in_the_total(any_win: Win) -> None:
    assert {one.id for one in any_win.beside} == {"fiscal_static", "fiscal_generational"}
    assert all(one.warning.told(lang) for one in any_win.beside for lang in LANGUAGES)
    assert any_win.total.mean == pytest.approx(sum(float(d.mean()) for d in any_win.line_draws.values()), abs=0.5)


def test_a_party_that_loses_is_named_before_a_total_that_hides_it() -> None:
    """Pay at home above net pay abroad: migrants lose while employers and the state gain."""
    dear = plain_design(origin_economy={"gross_annual_wage": 30_000, "wage_ratio": None, "public_training_cost": 0})
    found = win(simulate(dear, draws=DRAWS), prices=SURE)
    assert found.total.mean > 0
    first = losers(found)[0]
    assert (first.party, first.certain) == ("migrant", True)
    for lang in LANGUAGES:
        said = statement(found, lang)
        words = price_list().statements
        assert said[0].startswith(price_list().parties["migrant"].told(lang))
        assert said.index(words["hidden"].told(lang)) < said.index(
            next(s for s in said if s.startswith(words["total"].told(lang)[:6]))
        )


def test_a_scheme_without_losers_names_none() -> None:
    found = win(run_of("plain"), prices=SURE | {"public_services": 0.0})
    assert {loser.party for loser in losers(found)} == set()
    assert found.account("migrant").verdict == "gains"
    assert found.account("funder").verdict == "pays"


def test_a_loss_that_is_only_probable_says_so() -> None:
    wide = {"low": 10_000, "mode": 24_000, "high": 30_000}
    design = plain_design(origin_economy={"gross_annual_wage": wide, "wage_ratio": None, "public_training_cost": None})
    found = win(simulate(design, draws=1_000), prices=SURE | {"remittance_share": 0.05})
    (loser,) = [one for one in losers(found) if one.party == "migrant"]
    assert not loser.certain
    assert loser.total.lo90 < 0 < loser.total.hi90
    assert found.account("migrant").verdict == "probably_loses"


NURSES = [{"id": "nurse", "isco08": "2221", "share": 1.0}]


@pytest.mark.parametrize(
    ("origin", "agreement", "support", "decided"),
    [
        ("NP", None, None, False),
        ("NP", False, True, True),
        ("NP", True, None, False),
        ("NP", True, True, None),
        ("MA", None, None, None),
    ],
)
def test_nurses_from_a_listed_country_are_red_until_an_agreement_with_support(
    origin: str, agreement: bool | None, support: bool | None, decided: bool | None
) -> None:
    safeguards = {"government_agreement": agreement, "support_to_origin": support}
    design = plain_design(origin=[origin], profiles=NURSES, safeguards=safeguards)
    found = win(simulate(design, draws=50))
    assert [flag.decided for flag in found.flags] == ([] if decided is None else [decided])
    if found.flags:
        assert [statement(found, lang)[0] for lang in LANGUAGES] == [found.flags[0].text.told(x) for x in LANGUAGES]


def test_developers_from_a_listed_country_are_no_red_flag() -> None:
    assert win(simulate(plain_design(origin=["NP"]), draws=50)).flags == ()


def test_statements_are_whole_in_three_languages(any_win: Win) -> None:
    said = {lang: statement(any_win, lang, until=date(2031, 12, 31)) for lang in LANGUAGES}
    assert len({len(sentences) for sentences in said.values()}) == 1
    assert not [s for sentences in said.values() for s in sentences if "{" in s or "None" in s]
    assert len({sentences for sentences in said.values()}) == 3


def test_amounts_are_written_in_hundreds() -> None:
    told = [money(-1234.0, lang).replace("\N{NO-BREAK SPACE}", " ") for lang in LANGUAGES]
    assert told == ["−EUR 1,200", "−1\N{NARROW NO-BREAK SPACE}200 €", "−€ 1.200"]


def test_the_account_is_json(any_win: Win) -> None:
    plain = json.loads(json.dumps(to_json(any_win), allow_nan=False))
    assert list(plain)[3:5] == ["losers", "flags"]
    assert len(plain["lines"]) == len(price_list().lines)


def test_every_text_of_the_list_is_there_in_three_languages_and_every_id_once() -> None:
    book = price_list()
    ids = [row.id for row in book.lines]
    assert len(ids) == len(set(ids))
    for row in (*book.lines, *book.prices.values(), *book.sums, *book.beside):
        assert all(row.label.told(lang).strip() for lang in LANGUAGES)
    assert {factor.price for row in book.lines for factor in row.times} <= book.prices.keys()
    assert {row.of for row in (*book.lines, *book.beside)} <= book.quantities.keys()
    assert {row.party for row in book.lines} == book.parties.keys()


# ---- break-even of a Global Skill Partnership ----


def test_the_worked_example_of_the_center_for_global_development() -> None:
    """One away seat and half a home seat of EUR 10,000 each: EUR 15,000, 10 % of earnings over four years."""
    share = repayment_share(10_000, 10_000, home_part=0.5, earnings_per_year=37_500, years=4)
    assert share == pytest.approx(0.10)
    found = break_even(run_of("two_tracks"), years=4)
    assert found.owed == pytest.approx(15_000)
    assert found.earnings == pytest.approx(150_000)
    assert (found.share, found.lo90, found.hi90) == (pytest.approx(0.10),) * 3
    assert found.never == 0


def test_earnings_that_are_too_low_never_repay() -> None:
    assert repayment_share(10_000, 10_000, home_part=0.5, earnings_per_year=3_000, years=4) is None
    low = two_track_design(contract={"months": None, "term": "open", "gross_annual_salary": 3_000})
    found = break_even(simulate(low, draws=50), years=4)
    assert (found.share, found.hi90, found.never) == (None, None, 1.0)


@given(part=st.floats(0, 2), more=st.floats(0, 2), years=st.floats(0.5, 10))
@settings(max_examples=30, deadline=None)
def test_a_larger_part_of_the_home_seat_never_lowers_the_share(part: float, more: float, years: float) -> None:
    run = run_of("two_tracks")
    less, greater = (break_even(run, years=years, home_part=p).share or np.inf for p in (part, part + more))
    assert less <= greater


def test_a_commitment_counts_only_the_years_in_which_people_are_employed() -> None:
    leaving = replace(two_track_design(), retention=Quantity(value=0.2))
    found = break_even(simulate(leaving, draws=50), years=4)
    hazard = -np.log(0.8)
    assert found.earnings == pytest.approx(37_500 * (1 - np.exp(-4 * hazard)) / hazard)


def test_where_nobody_is_trained_at_a_price_the_share_is_not_known() -> None:
    design = two_track_design(contract={"months": None, "term": "open", "gross_annual_salary": None})
    found = break_even(simulate(design, draws=50))
    assert found.share is None
    assert found.missing == ("contract.gross_annual_salary",)
    with pytest.raises(PartnershipError):
        break_even(run_of("two_tracks"), years=0)


def test_a_scheme_that_sends_nobody_has_no_break_even_share() -> None:
    stages = [stage for stage in two_track_design().stages if stage.track == "home"]
    at_home = replace(two_track_design(), stages=tuple(stages), tracks=Tracks())
    found = break_even(simulate(at_home, draws=50))
    assert found.share is None
    assert found.missing == ("stages[track: away]",)
