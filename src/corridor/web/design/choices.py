"""Labels of choices that carry a hint under them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Hinted:
    """A choice's label with a hint; both may be lazy: `("stable", Hinted(_("Stable"), _("The closest first.")))`."""

    label: Any
    hint: Any

    def __str__(self) -> str:
        return str(self.label)
