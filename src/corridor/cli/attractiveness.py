"""`corridor attractiveness`: what is published, the framework, and ranks from a table of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output, refusing
from corridor.cli.speech import Words

if TYPE_CHECKING:
    import polars as pl

    from corridor.attractiveness.composite import Composite
    from corridor.attractiveness.talent_table import TalentTable

MESSAGES = Path(__file__).parent / "attractiveness_messages.json"
DONE, WRONG = 0, 2
say = Words(MESSAGES)
HOME = "BE"
"""The country whose place is told where none is asked for."""


class Refusal(refusing.Refusal):
    """An option that cannot be read."""

    words = say


# ---- what is published ----


def published(group: str | None, edition: int | None, country: str | None, *, format: str, lang: str) -> int:
    """Print published scores and ranks, and what they leave possible for a country; returns the exit code."""
    with refusing.refusing(lang):
        from corridor.attractiveness.talent_framework import talent_framework
        from corridor.attractiveness.talent_values import published as values

        frame = values()
        for column, wanted in (("group", group), ("edition", edition), ("country", country)):
            if wanted is not None:
                frame = frame.filter(**{column: wanted})
        chosen = [
            (year, name)
            for year, one in talent_framework().editions.items()
            for name in one.groups
            if group in (None, name) and edition in (None, year)
        ]
        if not chosen:
            talent_framework().check(group or "", edition or 0)
        about = country or HOME
        if format == "table":
            _published_table(frame, lang)
            _places_table(chosen, about, lang)
            _others_table(about, lang)
        else:
            _print(frame, format, "published", {"places": _places(chosen, about)})
        return DONE
    return WRONG


def _published_table(frame: pl.DataFrame, lang: str) -> None:
    from corridor.attractiveness.talent_framework import talent_framework

    groups = talent_framework().groups
    rows = [
        [
            row["edition"],
            groups[row["group"]].label.told(lang),
            say(row["what"], lang),
            row["country"],
            say("rank_word" if row["kind"] == "rank" else "score", lang),
            output.figure(row["value"], lang),
            row["url"],
        ]
        for row in frame.iter_rows(named=True)
    ]
    heads = ("edition", "group", "what", "country", "kind", "value", "source")
    output.as_table(say("published_title", lang), [say(f"col_{name}", lang) for name in heads], rows)


def _places(chosen: Sequence[tuple[int, str]], country: str) -> list[dict[str, Any]]:
    from dataclasses import asdict

    from corridor.attractiveness.talent_values import places

    return [asdict(places(country, edition, group)) for edition, group in chosen]


def _places_table(chosen: Sequence[tuple[int, str]], country: str, lang: str) -> None:
    from corridor.attractiveness.talent_framework import talent_framework

    groups = talent_framework().groups
    rows = []
    for one in _places(chosen, country):
        stated = " / ".join(str(place) for place in one["stated"]) or say("not_found", lang)
        left = say("unknown", lang) if one["countries"] is None else _spans(one["possible"])
        most = None if one["score_at_most"] is None else output.figure(one["score_at_most"], lang)
        rows.append((one["edition"], groups[one["group"]].label.told(lang), stated, left, most))
    heads = ("edition", "group", "stated", "possible", "at_most")
    output.as_table(say("places_title", lang, country=country), [say(f"col_{name}", lang) for name in heads], rows)


def _spans(places: Iterable[int]) -> str:
    """Places as spans: 13-15, 17."""
    spans: list[list[int]] = []
    for place in places:
        if spans and place == spans[-1][1] + 1:
            spans[-1][1] = place
        else:
            spans.append([place, place])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in spans)


def _others_table(country: str, lang: str) -> None:
    from corridor.attractiveness.talent_values import other_indices

    found = other_indices(country)
    if not found:
        return
    rows = []
    for one, words in found:
        score = None if one.score is None else output.figure(one.score, lang)
        rows.append((one.index, words.told(lang), one.year, one.rank, one.among, score, one.url))
    heads = ("index", "subject", "year", "rank", "among", "score", "source")
    output.as_table(say("others_title", lang, country=country), [say(f"col_{name}", lang) for name in heads], rows)


def regional_framework(*, format: str, lang: str) -> int:
    """Print the indicators of the regional compass, each with how it is known; returns the exit code."""
    import polars as pl

    from corridor.attractiveness.regional_compass import compass as frame

    rows = [
        {
            "domain": frame().domains[one.domain].told(lang),
            "id": one.id,
            "indicator": one.label.told(lang),
            "provenance": one.provenance,
            "source": frame().source.url,
        }
        for one in frame().indicators
    ]
    if format == "table":
        cells = [[say(str(v), lang) if k == "provenance" else v for k, v in row.items()] for row in rows]
        output.as_table(None, [say(f"col_{name}", lang) for name in rows[0]], cells)
        output.remark(frame().levers.text.told(lang))
    else:
        _print(pl.DataFrame(rows), format, "indicators", {})
    return DONE


def framework(group: str | None, edition: int | None, *, format: str, lang: str) -> int:
    """Print dimensions and indicators, each with how it is known; returns the exit code."""
    with refusing.refusing(lang):
        import polars as pl

        from corridor.attractiveness.talent_framework import talent_framework

        frame = talent_framework()
        year = max(frame.editions) if edition is None else edition
        if edition is not None and group is None and edition not in frame.editions:
            frame.check(next(iter(frame.groups)), edition)
        chosen = frame.indicators if group is None else frame.of(group, year if edition is not None else 2023)
        rows = [
            {
                "dimension": frame.dimension(one.dimension).label.told(lang),
                "id": one.id,
                "indicator": one.label.told(lang),
                "direction": one.direction,
                "provenance": one.provenance,
                "series": one.series,
                "source": one.url,
            }
            for one in chosen
        ]
        if format == "table":
            cells = [
                [
                    row["dimension"],
                    row["id"],
                    row["indicator"],
                    say("more" if row["direction"] == 1 else "less", lang),
                    say(str(row["provenance"]), lang),
                    row["series"],
                    row["source"],
                ]
                for row in rows
            ]
            heads = ("dimension", "id", "indicator", "better", "provenance", "series", "source")
            output.as_table(None, [say(f"col_{name}", lang) for name in heads], cells)
            output.remark(frame.admission.note.told(lang))
        else:
            _print(pl.DataFrame(rows, infer_schema_length=None), format, "indicators", {})
        return DONE
    return WRONG


def template(group: str, edition: int, regions: bool, *, lang: str) -> int:
    """Print an empty table to fill in, as CSV: a row an indicator; returns the exit code."""
    with refusing.refusing(lang):
        from corridor.attractiveness.regional_compass import compass
        from corridor.attractiveness.talent_framework import talent_framework
        from corridor.attractiveness.talent_table import COLUMNS

        names = [one.id for one in (compass().indicators if regions else talent_framework().of(group, edition))]
        level = "region" if regions else "country"
        output.result(output.as_csv(tuple(COLUMNS), [("", name, "", level, "", "") for name in names]))
        return DONE
    return WRONG


# ---- ranks from a table ----


def rank(
    file: Path,
    *,
    group: str,
    edition: int,
    weights: Sequence[str],
    factors: Sequence[str],
    draws: int,
    format: str,
    lang: str,
) -> int:
    """Score and rank the countries of a table, with intervals; returns the exit code."""
    with refusing.refusing(lang):
        from corridor.attractiveness.talent_framework import talent_framework
        from corridor.attractiveness.talent_index import talent_index
        from corridor.attractiveness.talent_table import read_talent_table

        read = read_talent_table(file, {one.id for one in talent_framework().indicators})
        given = dict(_pairs("--factor", factors))
        found = talent_index(read, group=group, edition=edition, weights=_weights(weights), factors=given)
        shown = _with_intervals(found.table(), found.composite, draws)
        _told_bad(read, lang)
        if format == "table":
            _ranks_table(shown, "country", lang, say("rank_title", lang, edition=edition))
            output.remark(say("interval_note", lang, draws=draws))
            output.remark(talent_framework().admission.note.told(lang))
        else:
            _print(shown, format, "countries", {"group": group, "edition": edition, "weights": dict(found.weights)})
        return DONE
    return WRONG


def _with_intervals(frame: pl.DataFrame, result: Composite, draws: int) -> pl.DataFrame:
    """The 5 % and 95 % place beside the rank where a score is known: weights 25 % up or down."""
    import polars as pl

    from corridor.attractiveness.uncertainty import Uncertainty, run_uncertainty

    unit = frame.columns[0]
    stats = run_uncertainty(result, Uncertainty(draws=draws)).stats.select(unit="unit", rank_low="q5", rank_high="q95")
    joined = frame.join(stats.rename({"unit": unit}), on=unit, how="left", maintain_order="left")
    known = pl.col("score").is_not_null()
    return joined.with_columns(pl.when(known).then(pl.col(name)).alias(name) for name in ("rank_low", "rank_high"))


def compass(file: Path, *, weights: Sequence[str], draws: int, format: str, lang: str) -> int:
    """Print the regional compass of a table: values, contrast, ranks; returns the exit code."""
    with refusing.refusing(lang):
        from corridor.attractiveness.regional_compass import compass as frame
        from corridor.attractiveness.regional_compass import compass_score, profile
        from corridor.attractiveness.talent_table import read_talent_table

        names = {one.id: one.label.told(lang) for one in frame().indicators}
        read = read_talent_table(file, set(names), level="region")
        result = compass_score(read, dict(_pairs("--weight", weights)))
        _told_bad(read, lang)
        shown = profile(read)
        ranks = None if result is None else _with_intervals(_scores(result), result, draws)
        if format != "table":
            more = {"scores": [] if ranks is None else ranks.to_dicts()}
            _print(shown, format, "profile", more)
            return DONE
        rows = [
            [
                row["unit"],
                names[row["indicator"]],
                _known(row["value"], lang),
                _contrast(row["contrast"], lang),
                row["year"],
                row["source"],
            ]
            for row in shown.iter_rows(named=True)
        ]
        heads = ("unit", "indicator", "value", "contrast", "year", "source")
        output.as_table(say("profile_title", lang), [say(f"col_{name}", lang) for name in heads], rows)
        if ranks is None:
            output.remark(say("no_contrast_at_all", lang))
        else:
            _ranks_table(ranks, "unit", lang, say("compass_title", lang))
            output.remark(say("interval_note", lang, draws=draws))
        return DONE
    return WRONG


def _scores(result: Composite) -> pl.DataFrame:
    import polars as pl

    columns = {"unit": list(result.units), "score": result.index, "rank": result.index_ranks}
    frame = pl.DataFrame(columns).fill_nan(None).with_columns(pl.col("rank").cast(pl.Int64))
    return frame.sort("rank", "unit", nulls_last=True)


def index(
    metadata: Path, data: Path, *, aggregation: str, normalisation: str, draws: int, format: str, lang: str
) -> int:
    """Build a composite indicator of one's own from a metadata table and data; returns the exit code."""
    with refusing.refusing(lang):
        from corridor.attractiveness.aggregation import Aggregation
        from corridor.attractiveness.composite import Options, build
        from corridor.attractiveness.metadata import read_framework
        from corridor.attractiveness.normalisation import Normalisation

        lower = 1.0 if aggregation in ("geometric", "harmonic") else 0.0
        options = Options(
            normalisation=Normalisation(method=normalisation, lower=lower, upper=100),
            aggregation=Aggregation(methods=aggregation),
        )
        result = build(_frame(data), read_framework(_frame(metadata)), options)
        shown = _with_intervals(_scores(result), result, draws)
        for one in result.remarks:
            output.remark(": ".join(one.told(lang)))
        if format == "table":
            _ranks_table(shown, "unit", lang, None)
            output.remark(say("interval_note", lang, draws=draws))
        else:
            _print(shown, format, "units", {})
        return DONE
    return WRONG


def _frame(path: Path) -> pl.DataFrame:
    from corridor.attractiveness.talent_table import table_of

    return table_of(path)


# ---- shared ----


def _weights(given: Sequence[str]) -> dict[str, float]:
    """`dimension=2` or one of the levels of the framework: `dimension=more`."""
    from corridor.attractiveness.talent_framework import talent_framework

    levels = talent_framework().levels.weights
    return dict(_pairs("--weight", given, levels))


def _pairs(option: str, given: Sequence[str], words: Mapping[str, float] | None = None) -> Iterator[tuple[str, float]]:
    for one in given:
        name, _equals, raw = one.partition("=")
        try:
            yield name.strip(), (words or {})[raw] if raw in (words or {}) else float(raw)
        except ValueError:
            raise Refusal(option, "bad_pair", raw=one) from None


def _told_bad(read: TalentTable, lang: str) -> None:
    for one in read.bad:
        message, remedy = one.told(lang)
        output.remark(say("bad_row", lang, row=one.row, field=one.field, message=message, remedy=remedy))
    if read.bad:
        output.remark(say("bad_rows", lang, bad=len(read.bad), good=len(read.rows)))


def _ranks_table(frame: pl.DataFrame, unit: str, lang: str, title: str | None) -> None:
    from corridor.reports.numbers import share

    penalised = "rank_penalised" in frame.columns
    rows = []
    for row in frame.iter_rows(named=True):
        ends = (row["rank_low"], row["rank_high"])
        span = None if None in ends else "–".join(output.figure(end, lang) for end in ends)
        cells = [row[unit], row["rank"], span, _score(row["score"], lang)]
        if penalised:
            cells += [row["rank_penalised"], _score(row["score_penalised"], lang), share(row["coverage"], 1, lang)]
        rows.append([_known(cell, lang) for cell in cells])
    heads = ["unit", "rank", "interval", "score"]
    heads += ["rank_penalised", "score_penalised", "coverage"] if penalised else []
    output.as_table(title, [say(f"col_{name}", lang) for name in heads], rows)


def _score(value: float | None, lang: str) -> str | None:
    return None if value is None else output.figure(value, lang, 3)


def _known(value: object, lang: str) -> str:
    if value is None:
        return say("unknown", lang)
    return output.figure(value, lang) if isinstance(value, float) else str(value)


def _contrast(value: bool | None, lang: str) -> str:
    return "" if value is None else say("own_value" if value else "no_contrast", lang)


def _print(frame: pl.DataFrame, format: str, name: str, more: Mapping[str, Any]) -> None:
    if format == "json":
        output.result(output.as_json({**more, name: frame.to_dicts()}))
    else:
        output.result(output.as_csv(tuple(frame.columns), frame.rows()))
