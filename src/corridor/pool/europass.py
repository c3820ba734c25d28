"""A CV in Europass JSON (SkillsPassport, version 3): what matching needs of it, and nothing that names the person.

Names, addresses, photographs, telephone numbers and e-mail addresses are never read. Fields as in the Europass JSON
schema 3.3: LearnerInfo with Identification, Headline, WorkExperience, Education and Skills.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from corridor.pool import asked
from corridor.pool.remarks import Remarks
from corridor.pool.words import plain, words

LEVELS = ("Listening", "Reading", "SpokenInteraction", "SpokenProduction", "Writing")
FREE_TEXTS = ("Computer", "JobRelated", "Communication", "Organisational", "Other")
BREAK = re.compile(r"</?(?:li|p|div|br|ul|ol)\b[^>]*>|[;\n]", re.IGNORECASE)
LONGEST = 80
"""A longer text is a sentence, no skill."""


def fits(record: dict[str, Any]) -> bool:
    """Whether a record is a Europass CV."""
    return "SkillsPassport" in record or "LearnerInfo" in record


def rows(records: list[dict[str, Any]], remarks: Remarks) -> list[dict[str, Any]]:
    """The CVs as rows of talents."""
    return [_row(at, record, remarks) if record else {} for at, record in enumerate(records)]


def _row(at: int, record: dict[str, Any], remarks: Remarks) -> dict[str, Any]:
    passport = _inner(record, "SkillsPassport") or record
    learner = _inner(passport, "LearnerInfo")
    work = [w for w in asked.several(learner.get("WorkExperience")) if isinstance(w, dict)]
    demographics = _inner(learner, "Identification", "Demographics")
    skills = _inner(learner, "Skills")
    made = "cv-" + hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:12]
    remarks.note(at, "id", None, made, "id_made")
    country = _inner(learner, "Identification", "ContactInfo", "Address", "Contact", "Country").get("Code")
    return {
        "id": made,
        "title": _title(learner, work),
        "isco08": None,
        "skills": _skills(skills),
        "education_level": _level(at, learner, remarks),
        "experience_years": _years(at, passport, work, remarks),
        "languages": _languages(at, skills, remarks),
        "licences": _licences(skills),
        "nationality": _nationality(at, demographics, remarks),
        "birth_date": _date(demographics.get("Birthdate")),
        "residence_country": country,
        "sex": _inner(demographics, "Gender").get("Code"),
    }


def _inner(record: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        record = record.get(key) if isinstance(record, dict) else None
    return record if isinstance(record, dict) else {}


def _title(learner: dict[str, Any], work: list[dict[str, Any]]) -> str | None:
    """The occupation that is looked for, else the position held last."""
    headline = asked.text_of(_inner(learner, "Headline", "Description"))
    return headline or next((t for w in work if (t := asked.text_of(w.get("Position")))), None)


def _skills(skills: dict[str, Any]) -> list[str] | None:
    """Short entries of the free texts on skills; sentences are left out."""
    texts = [t for part in FREE_TEXTS if isinstance(t := _inner(skills, part).get("Description"), str)]
    found = [asked.text_of(part) for t in texts for part in BREAK.split(t)]
    return [f for f in found if f and len(f) <= LONGEST] if texts else None


def _level(at: int, learner: dict[str, Any], remarks: Remarks) -> int | None:
    """The highest level of education, on the EQF. Codes of ISCED mean other levels in each of its editions."""
    found = []
    for education in asked.several(learner.get("Education")):
        level = _inner(education, "Level")
        code, label = str(level.get("Code") or ""), str(level.get("Label") or "")
        if code in tuple("12345678") and "isced" not in label.lower():
            found.append(int(code))
        elif (known := words().levels.get(plain(label))) is not None:
            found.append(known)
        elif code or label:
            remarks.note(at, "education_level", label or code, None, "left_unknown", raw=label or code)
    return max(found, default=None)


def _years(at: int, passport: dict[str, Any], work: list[dict[str, Any]], remarks: Remarks) -> float | None:
    """Years of work, months that overlap counted once. A present job lasts until the date of the CV."""
    today = str(_inner(passport, "DocumentInfo").get("LastUpdateDate") or "")
    now = _month({"Year": today[:4], "Month": today[5:7]})
    months: set[int] = set()
    for job in work:
        period = _inner(job, "Period")
        start, end = _month(period.get("From")), _month(period.get("To"))
        if period.get("Current") or (start is not None and end is None):
            end = now
            if end is None:
                remarks.note(at, "experience_years", None, None, "no_cv_date")
                return None
        if start is not None and end is not None:
            months |= set(range(start, end + 1))
    if not work:
        return None
    years = round(len(months) / 12, 2)
    remarks.note(at, "experience_years", None, years, "all_work")
    return years


def _month(raw: Any) -> int | None:
    """Months since year 0; a year alone counts from its January."""
    if not isinstance(raw, dict) or not str(raw.get("Year") or "").isdigit():
        return None
    month = str(raw.get("Month") or 1).strip("-")
    return int(raw["Year"]) * 12 + (int(month) if month.isdigit() else 1) - 1


def _date(raw: Any) -> str | None:
    if not isinstance(raw, dict) or not all(raw.get(k) for k in ("Year", "Month", "Day")):
        return None
    year, month, day = (str(raw[k]).strip("-") for k in ("Year", "Month", "Day"))
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}"


def _languages(at: int, skills: dict[str, Any], remarks: Remarks) -> list[str] | None:
    linguistic = _inner(skills, "Linguistic")
    if not linguistic:
        return None
    native = [_language(d) for d in asked.several(linguistic.get("MotherTongue"))]
    found = [f"{code}:C2" for code in native if code]
    for entry in asked.several(linguistic.get("ForeignLanguage")):
        code, level = _language(entry), _inner(entry, "ProficiencyLevel")
        levels = [v for k in LEVELS if (v := str(level.get(k) or "")[:2]) in words().document.cefr]
        name = asked.text_of(_inner(entry, "Description")) or code
        if code is None or not levels:
            remarks.note(at, "languages", name, None, "left_unknown", raw=name)
            return None
        if len(set(levels)) > 1:
            remarks.note(at, "languages", f"{name}: {', '.join(levels)}", f"{code}:{min(levels)}", "lowest_of_skills")
        found.append(f"{code}:{min(levels)}")
    return None if None in native else found


def _language(entry: Any) -> str | None:
    description = _inner(entry, "Description")
    known = words().languages
    return known.get(plain(str(description.get("Code") or ""))) or known.get(plain(str(description.get("Label") or "")))


def _licences(skills: dict[str, Any]) -> list[str] | None:
    driving = _inner(skills, "Driving").get("Description")
    return None if driving is None else [str(c) for c in asked.several(driving)]


def _nationality(at: int, demographics: dict[str, Any], remarks: Remarks) -> str | None:
    codes = [str(n.get("Code")) for n in asked.several(demographics.get("Nationality")) if isinstance(n, dict)]
    if len(codes) > 1:
        remarks.note(at, "nationality", ", ".join(codes), codes[0], "first_nationality")
    return codes[0] if codes else None
