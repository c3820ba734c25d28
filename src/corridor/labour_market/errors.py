"""What stops work on evidence of the labour market, with place and remedy, in three languages."""

from __future__ import annotations

from pathlib import Path

from corridor.told import ToldError

MESSAGES = Path(__file__).parent / "messages"


class LabourMarketError(ToldError, ValueError):
    """A list, table, rule set, source or projection that cannot be used: where, what is wrong, and the remedy."""

    texts = MESSAGES


class LabourMarketErrors(LabourMarketError):
    """Several of them, found together: `errors`. The first speaks where only one can."""

    def __init__(self, errors: list[LabourMarketError]) -> None:
        first = errors[0]
        super().__init__(first.place, first.key, **first.values)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)
