"""Job advertisements in the form that web pages carry for search engines: schema.org JobPosting, JSON-LD."""

from __future__ import annotations

import re
from typing import Any

from corridor.occupations.isco08 import unit_groups
from corridor.pool import asked
from corridor.pool.remarks import Remarks
from corridor.pool.words import words

TAKEN = {
    "@context", "@type", "@id", "identifier", "url", "title", "employmentType", "jobLocation", "baseSalary", "skills",
    "qualifications", "educationRequirements", "experienceRequirements", "datePosted", "totalJobOpenings",
    "hiringOrganization", "occupationalCategory", "jobStartDate",
}  # fmt: skip
ISCO = re.compile(r"(?:.*isco\D*(?:08\D+)?)?c?(\d{4})(?:\D.*)?", re.IGNORECASE)
SKILLS = re.compile(r"[;\n•,]")
MONTHS = 12


def fits(record: dict[str, Any]) -> bool:
    """Whether a record is a JobPosting."""
    return any("JobPosting" in str(t) for t in asked.several(record.get("@type")))


def rows(records: list[dict[str, Any]], remarks: Remarks) -> list[dict[str, Any]]:
    """The postings as rows of vacancies; other things of the same page are left out."""
    return [_row(at, record, remarks) if record and fits(record) else {} for at, record in enumerate(records)]


def _row(at: int, record: dict[str, Any], remarks: Remarks) -> dict[str, Any]:
    for field, value in record.items():
        if field not in TAKEN and value not in (None, "", [], {}):
            remarks.not_used(field)
    code = _isco(record, remarks)
    facts: dict[str, Any] = {}
    for name in asked.several(record.get("employmentType")):
        facts |= words().document.posting_types.get(str(name).upper().rsplit("/", 1)[-1], {})
    return {
        "id": _id(at, record, remarks),
        "title": asked.text_of(record.get("title")),
        "isco08": code,
        "posts": record.get("totalJobOpenings"),
        "region": _region(record),
        "nuts": None,
        "employer": asked.text_of(next(iter(asked.several(record.get("hiringOrganization"))), None)),
        "skills": _skills(record),
        "education_level_min": _level(at, record, remarks),
        "experience_years_min": _years(at, record, remarks),
        "gross_annual_salary": _pay(at, record, remarks),
        "start_date": record.get("jobStartDate"),
        "posted_on": record.get("datePosted"),
        **facts,
    }


def _id(at: int, record: dict[str, Any], remarks: Remarks) -> str:
    found = next((asked.text_of(i) for i in asked.several(record.get("identifier")) if asked.text_of(i)), None)
    identifier = next((i for i in asked.several(record.get("identifier")) if isinstance(i, dict)), {})
    found = asked.text_of(identifier.get("value")) or found or record.get("@id") or record.get("url")
    if not found:
        found = f"posting-{at + 1}"
        remarks.note(at, "id", None, found, "id_made")
    return str(found)


def _isco(record: dict[str, Any], remarks: Remarks) -> str | None:
    """The occupational category where it is one of ISCO-08; other classifications are not used."""
    for category in asked.several(record.get("occupationalCategory")):
        system = str(category.get("inCodeSet", "")) if isinstance(category, dict) else ""
        text = str(category.get("codeValue", "")) if isinstance(category, dict) else str(category)
        found = ISCO.fullmatch(text.strip())
        if found and found[1] in unit_groups() and (text.strip() == found[1] or "isco" in f"{text} {system}".lower()):
            return found[1]
        remarks.not_used("occupationalCategory")
    return None


def _region(record: dict[str, Any]) -> str | None:
    """The region of the places of work: several regions are one text, which the border refuses with its remedy."""
    found: list[str] = []
    for place in asked.several(record.get("jobLocation")):
        address = place.get("address", place) if isinstance(place, dict) else place
        names = (
            [address.get(k) for k in ("addressRegion", "addressLocality")] if isinstance(address, dict) else [address]
        )
        known = asked.region(names[:1]) or asked.region(names[1:])
        written = next((asked.text_of(n) for n in names if asked.text_of(n)), None)
        found += [name for name in (known or written,) if name]
    return ", ".join(dict.fromkeys(found)) or None


def _skills(record: dict[str, Any]) -> list[str] | None:
    if "skills" not in record:
        return None
    items = [i.get("url") or asked.text_of(i) if isinstance(i, dict) else i for i in asked.several(record["skills"])]
    parts = [p for i in items if i for p in ([i] if str(i).startswith("http") else SKILLS.split(str(i)))]
    return [text for p in parts if (text := asked.text_of(p))]


def _level(at: int, record: dict[str, Any], remarks: Remarks) -> int | None:
    wanted = asked.several(record.get("educationRequirements")) or asked.several(record.get("qualifications"))
    names = [w.get("credentialCategory") or asked.text_of(w) if isinstance(w, dict) else w for w in wanted]
    return asked.level(at, [n for n in names if n], remarks)


def _years(at: int, record: dict[str, Any], remarks: Remarks) -> float | None:
    texts = []
    for wanted in asked.several(record.get("experienceRequirements")):
        months = wanted.get("monthsOfExperience") if isinstance(wanted, dict) else None
        if isinstance(months, int | float | str) and str(months).replace(".", "", 1).isdigit():
            return round(float(months) / MONTHS, 4)
        texts.append(wanted)
    return asked.years(at, texts, remarks)


def _pay(at: int, record: dict[str, Any], remarks: Remarks) -> float | None:
    """Pay a year. Without its period it is left unknown: a guess could be wrong twelvefold."""
    pay = next(iter(asked.several(record.get("baseSalary"))), None)
    if pay is None:
        return None
    inner = pay.get("value") if isinstance(pay, dict) else pay
    amounts = inner if isinstance(inner, dict) else {"value": inner}
    period = str(amounts.get("unitText") or (pay.get("unitText") if isinstance(pay, dict) else None) or "").upper()
    currency = str(pay.get("currency") or "EUR") if isinstance(pay, dict) else "EUR"
    amount = next((amounts[k] for k in ("value", "minValue", "maxValue") if amounts.get(k) is not None), None)
    number = _amount(amount)
    if number is None:
        if amount is not None:
            remarks.note(at, "gross_annual_salary", amount, None, "left_unknown", raw=amount)
        return None
    if currency.upper() not in ("EUR", "€"):
        remarks.note(at, "gross_annual_salary", amount, None, "other_currency", raw=currency)
        return None
    times = words().document.pay_units.get(period)
    if times is None:
        key = "left_unknown" if period else "no_pay_unit"
        remarks.note(at, "gross_annual_salary", amount, None, key, raw=f"{amount} {period}")
        return None
    yearly = round(number * times, 2)
    if amounts.get("value") is None and amounts.get("maxValue") is not None and amounts.get("minValue") is not None:
        remarks.note(at, "gross_annual_salary", f"{amount} – {amounts['maxValue']}", amount, "lowest_of_range")
    if times != 1:
        unit = asked_unit(period)
        remarks.note(at, "gross_annual_salary", amount, yearly, "pay_unit", raw=unit, times=times)
    return yearly


def asked_unit(period: str) -> dict[str, str]:
    """A period of pay in three languages."""
    from corridor.pool.reading import unit_label

    return unit_label(period)


def _amount(raw: Any) -> float | None:
    from corridor.pool.numbers import read_number

    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int | float):
        return float(raw)
    return read_number(str(raw), "EUR", whole_or_money=True).value
