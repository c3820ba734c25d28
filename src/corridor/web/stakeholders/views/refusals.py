"""How the views of this app say what a verb refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from corridor.told import ToldError
from corridor.web.design.names import language


def add_error(form: forms.BaseForm, error: ToldError) -> None:
    """Say in a form what a verb refused: at its field where it has that field, else on top."""
    field: Any = error.place if error.place in form.fields else None
    form.add_error(field, " ".join(error.told(language())))


def tell(request: HttpRequest, error: ToldError) -> None:
    """Say on the next page what a verb refused."""
    messages.error(request, " ".join(error.told(language())))
