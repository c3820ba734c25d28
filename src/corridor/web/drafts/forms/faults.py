"""Faults of the library and refusals as errors of a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from corridor.consultation.errors import ConsultationError, ConsultationErrors
from corridor.web.design.faults import said
from corridor.web.drafts.errors import DraftRefusal


def attempt(form: forms.Form, verb: Callable[[], Any], places: Mapping[str, str] | None = None) -> bool:
    """Do it; what is refused becomes errors of the form.

    Args:
        form: that was sent.
        verb: what is done.
        places: the field by the place of a fault; a fault of another place belongs to the field of that name, or to
            the whole form.
    """
    try:
        verb()
    except ConsultationErrors as found:
        for fault in found.errors:
            put(form, fault, places or {})
        return False
    except (ConsultationError, DraftRefusal) as error:
        put(form, error, places or {})
        return False
    return True


def put(form: forms.Form, fault: Any, places: Mapping[str, str]) -> None:
    """An error where it belongs."""
    name = places.get(fault.place, fault.place.replace(".", "_"))
    if name in form.fields:
        form.add_error(name, said(fault))
    else:
        form.add_error(None, said(fault, place=True))
