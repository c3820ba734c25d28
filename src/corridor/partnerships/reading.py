"""Reading a mapping from YAML field by field, so that all faults of a file are told together, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from corridor.partnerships.errors import PartnershipError, PartnershipErrors

LANGUAGES = ("en", "fr", "nl")
LARGEST = 1e15
"""No figure of a scheme comes near it; beyond, whole numbers are no longer exact."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""Days that a scheme can have: what follows them by decades is still a date."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text for users in three languages; one without translation stands in all three."""

    en: str
    fr: str
    nl: str

    def told(self, lang: str) -> str:
        """The text in `en`, `fr` or `nl`."""
        return {"en": self.en, "fr": self.fr, "nl": self.nl}[lang]

    def plain(self) -> str | dict[str, str]:
        """As it is written in a file: one text, or a mapping of three."""
        if self.en == self.fr == self.nl:
            return self.en
        return {"en": self.en, "fr": self.fr, "nl": self.nl}


@dataclass(slots=True)
class Faults:
    """The faults of one file, gathered while it is read."""

    file: str
    found: list[PartnershipError] = field(default_factory=list)

    def add(self, path: str, key: str, **values: Any) -> None:
        """Note one fault at `path` inside the file; an empty path is the file as a whole."""
        place = f"{self.file}: {path}" if path else self.file
        self.found.append(PartnershipError(place, key, **values))

    def settle(self) -> None:
        """Raise PartnershipErrors where something was found."""
        if self.found:
            raise PartnershipErrors(self.found)


class Part:
    """One mapping of a file: every reader returns None for what is absent or faulty, and notes the fault."""

    def __init__(self, faults: Faults, path: str, raw: Any, keys: Iterable[str]) -> None:
        self.faults, self.path = faults, path
        self.raw: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        if not isinstance(raw, Mapping):
            faults.add(path, "design_not_mapping")
        allowed = tuple(keys)
        for key in self.raw:
            if key not in allowed:
                faults.add(self.at(str(key)), "design_unknown_key", allowed=", ".join(allowed))

    def at(self, key: str) -> str:
        """The path of one key."""
        return f"{self.path}.{key}" if self.path else key

    def get(self, key: str) -> Any:
        """The value as it stands; null and absent are both None."""
        return self.raw.get(key)

    def fault(self, key: str, message: str, **values: Any) -> None:
        """Note a fault at one key."""
        self.faults.add(self.at(key), message, **values)

    def _present(self, key: str, needed: bool) -> bool:
        if self.raw.get(key) is not None:
            return True
        if needed:
            self.fault(key, "design_missing")
        return False

    def text(self, key: str, *, needed: bool = False) -> str | None:
        """A text of one line or more."""
        if not self._present(key, needed):
            return None
        value = self.raw[key]
        if isinstance(value, str) and value.strip():
            return value
        self.fault(key, "design_not_text")
        return None

    def label(self, key: str, *, needed: bool = False) -> Text | None:
        """A text in three languages, or one text for all three."""
        if not self._present(key, needed):
            return None
        value = self.raw[key]
        if isinstance(value, str) and value.strip():
            return Text(value, value, value)
        if isinstance(value, Mapping) and all(isinstance(value.get(lang), str) for lang in LANGUAGES):
            return Text(value["en"], value["fr"], value["nl"])
        self.fault(key, "design_language")
        return None

    def number(
        self, key: str, *, low: float = 0.0, high: float = LARGEST, share: bool = False, needed: bool = False
    ) -> float | None:
        """A number within bounds; `share` is one from 0 to 1."""
        if not self._present(key, needed):
            return None
        value = self.raw[key]
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            self.fault(key, "design_not_number", value=value)
            return None
        if share and not 0 <= value <= 1:
            self.fault(key, "design_not_share", value=value)
            return None
        if value < low:
            self.fault(key, "design_below", value=value, low=low)
            return None
        if value > high:
            self.fault(key, "design_above", value=value, high=high)
            return None
        return float(value)

    def whole(self, key: str, *, low: int = 0, high: int = 10**6, needed: bool = False) -> int | None:
        """A whole number within bounds."""
        value = self.number(key, low=low, high=high, needed=needed)
        if value is not None and value != int(value):
            self.fault(key, "design_not_whole", value=value)
            return None
        return None if value is None else int(value)

    def truth(self, key: str) -> bool | None:
        """True, false, or None where it is not known."""
        value = self.raw.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.fault(key, "design_not_truth", value=value)
        return None

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """A date; YAML reads 2019-03-01 as one, JSON and forms give it as text."""
        if not self._present(key, needed):
            return None
        value = self.raw[key]
        try:
            found = value if isinstance(value, date) else date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(key, "design_not_date", value=value)
            return None
        found = found.date() if isinstance(found, datetime) else found
        if found < FIRST_DAY:
            self.fault(key, "design_below", value=found, low=FIRST_DAY)
            return None
        if found > LAST_DAY:
            self.fault(key, "design_above", value=found, high=LAST_DAY)
            return None
        return found

    def one_of(self, key: str, allowed: Iterable[str], *, needed: bool = False) -> str | None:
        """A word of a closed list."""
        if not self._present(key, needed):
            return None
        words = tuple(allowed)
        value = self.raw[key]
        if value in words:
            return str(value)
        self.fault(key, "design_not_one_of", value=value, allowed=", ".join(words))
        return None

    def items(self, key: str, *, needed: bool = False) -> Iterator[tuple[str, Any]]:
        """The items of a list with the path of each."""
        if not self._present(key, needed):
            return
        value = self.raw[key]
        if not isinstance(value, list | tuple):
            self.fault(key, "design_not_list")
            return
        for position, item in enumerate(value):
            yield f"{self.at(key)}[{position}]", item

    def words(self, key: str) -> tuple[str, ...] | None:
        """A list of words; None where it is not known."""
        if self.raw.get(key) is None:
            return None
        found = []
        for path, item in self.items(key):
            if isinstance(item, str):
                found.append(item)
            else:
                self.faults.add(path, "design_not_text")
        return tuple(found)
