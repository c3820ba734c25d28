"""A table that a person sends as CSV, as a frame of text."""

from __future__ import annotations

import io

import polars as pl
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from corridor.labour_market.errors import LabourMarketError

SEPARATORS = (",", ";", "\t")


def text_of(file: File[bytes]) -> str:
    """The text of a file that was sent.

    Raises:
        ValidationError: it is not in UTF-8.
    """
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValidationError(_("The file is not text in UTF-8. Save it as CSV in UTF-8.")) from None


def frame(text: str, place: str) -> pl.DataFrame:
    """The table with every cell as text; the separator is the commonest of its first line.

    Raises:
        LabourMarketError: it is empty or no table.
    """
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    try:
        return pl.read_csv(io.StringIO(text), separator=separator, infer_schema=False)
    except pl.exceptions.NoDataError:
        raise LabourMarketError(place, "table_unreadable", why="–") from None
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise LabourMarketError(place, "table_unreadable", why=str(error).partition("\n")[0]) from None
