"""What stops work on consultation, with place and remedy, in three languages."""

from __future__ import annotations

from pathlib import Path

from corridor.told import ToldError

MESSAGES = Path(__file__).parent / "messages"


class ConsultationError(ToldError, ValueError):
    """Something of a programme, event, draft or dossier that cannot be used: where, what is wrong, the remedy."""

    texts = MESSAGES


class ConsultationErrors(ConsultationError):
    """Several of them, found together: `errors`. The first speaks where only one can."""

    def __init__(self, errors: list[ConsultationError]) -> None:
        first = errors[0]
        super().__init__(first.place, first.key, **first.values)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)
