"""A line of text with a list of what it may be."""

from __future__ import annotations

from typing import Any

from django import forms

Choices = list[tuple[str, Any]]


class Suggested(forms.TextInput):
    """A line of text with a list of what it may be; another text may be written too. Needs no script."""

    template_name = "chain/_suggested.html"

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        self.choices = choices

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The list has an id of its own."""
        found = super().get_context(name, value, attrs)
        found["widget"]["attrs"]["list"] = f"of_{name}"
        return {**found, "choices": self.choices}
