"""Trying a reform: the page with its controls, and the part of it that answers while a slider moves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corridor.permits.book import book
from corridor.permits.law_index import folded
from corridor.web.design.names import language
from corridor.web.plans.sight import Sight
from corridor.web.reforms import editing, outcome, trying
from corridor.web.reforms.controls import Controls, ListControl, anchor, controls
from corridor.web.reforms.documents import PARTS, as_json, of_json, read_file
from corridor.web.reforms.errors import ReformRefusal
from corridor.web.reforms.forms import FileForm, KeepForm, TakeForm, initial_of, words_of
from corridor.web.reforms.models import Reform
from corridor.web.reforms.outcome import Guard, Result
from corridor.web.reforms.queries import keepers
from corridor.web.reforms.saying import Said, parts, said
from corridor.web.reforms.state import ListState, State, can_change, of_reform, posted
from corridor.web.reforms.trials import Preparing, Ready, prepared
from corridor.web.reforms.views.common import Chosen, ReadError, Told, chosen, labels_on, on, seen, told

WAIT_FIRST, WAIT_CALCULATE, WAIT_MOVE = 0.4, 20.0, 2.0
"""Seconds for which a request waits for a trial: a page that can ask again, a button without scripts, a slider."""


# ---- what is shown ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """What a state of the controls comes to on a plan."""

    sight: Sight
    state: State
    law: trying.Law
    preparing: Preparing | None
    faults: tuple[Told, ...]
    result: Result | None = None
    said: tuple[Said, ...] = ()

    @property
    def rest(self) -> list[tuple[str, str, str]]:
        """What no control shows: part, path and name of each."""
        return parts(self.state)

    @property
    def ready(self) -> Ready | None:
        """The trial, where it can be asked."""
        return self.preparing.ready if self.preparing else None

    @property
    def guard(self) -> Guard:
        """How counts are told here."""
        return Guard.of(self.sight.full, self.ready.heaviest if self.ready else 1)


def show(sight: Sight, state: State, *, patience: float, more: tuple[ReadError, ...] = ()) -> Shown:
    """Try the controls on a plan.

    Args:
        sight: the plan as the visitor may see it.
        state: the controls.
        patience: seconds to wait for the trial, where it is not ready.
        more: what else was wrong.
    """
    law = trying.under(state, sight.plan.region)
    faults: list[ReadError] = [*more, *law.faults]
    preparing = None
    try:
        preparing = prepared(sight.plan, patience=patience)
        faults += [preparing.error] if preparing.error else []
    except ReformRefusal as error:
        faults.append(error)
    words = tuple(told(f, labels_on(sight.plan)) for f in faults)
    made = Shown(sight, state, law, preparing, words)
    if law.rules is None or made.ready is None or (preparing and preparing.error):
        return made
    before = book(sight.plan.region).rules
    after = made.ready.trial.under(law.rules) if law.reform else made.ready.today
    labels = outcome.labels_of((before, law.rules))
    return Shown(
        sight,
        state,
        law,
        preparing,
        words,
        outcome.result(after, labels, made.guard),
        tuple(said(state, **on(sight.plan), after=law.rules)),
    )


def part(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """What the part with the result needs."""
    plan, ready, guard = shown.sight.plan, shown.ready, shown.guard
    return {
        "shown": shown,
        "plan": plan,
        "result": shown.result,
        "guard": guard,
        "ready": ready,
        "preparing": shown.preparing,
        "counts": None if ready is None else _counts(ready, guard),
        "late": shown.state.start > plan.date,
        "elsewhere": _elsewhere(shown),
        "live": bool(getattr(request, "htmx", False)),
        "address": reverse("reforms:laboratory", args=[plan.pk]),
    }


def _elsewhere(shown: Shown) -> bool:
    """Whether the reform changes the law of other regions alone."""
    reform = shown.law.reform
    paths = [path for part in PARTS for path in getattr(reform, part)] if reform else []
    here = ("federal", shown.sight.plan.region)
    return bool(paths) and not any(path.partition(".")[0] in here for path in paths)


def _counts(ready: Ready, guard: Guard) -> dict[str, int]:
    return {
        "total": guard.count(ready.total),
        "drawn": guard.count(ready.drawn),
        "people": guard.people(ready.people),
        "vacancies": guard.people(ready.vacancies),
    }


def page(
    request: HttpRequest,
    shown: Shown,
    *,
    form: Form | None = None,
    reform: Reform | None = None,
    version: int | None = None,
    title: Any = "",
    data: Any = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page.

    Args:
        request: of the visitor.
        shown: what the controls come to.
        form: how the reform is kept or taken away, where it was filled in.
        reform: the kept one that was opened, and `version` the one that was seen.
        title: what the reform is called.
        data: of the form that was sent: searches that stand in it.
        status: of the answer.
    """
    plan, state = shown.sight.plan, shown.state
    if request.method == "GET" and shown.ready is None and not shown.faults:
        return render(request, "reforms/preparing.html", {**part(request, shown), "again": request.get_full_path()})
    pairs = outcome.guarded(shown.ready.by_route, shown.guard) if shown.ready else {}
    arranged = controls(plan.region, plan.date, state, pairs)
    query = (data.get("q", "") if data is not None else "")[:120]
    form = form or words_form(request, reform)
    values = {
        **part(request, shown),
        "controls": arranged,
        "form": form,
        "keeps": isinstance(form, KeepForm),
        "reform": reform,
        "version": version or (reform.version if reform else None),
        "may_change": reform is not None and request.user.has_perm("reforms.change_reform", reform),
        "title": title,
        "rest": rest_of(state),
        "query": query,
        "words": folded(query).split(),
        "finds": finds(arranged, data) if data is not None else {},
        "texts": {n.removeprefix("find."): data[n][:120] for n in data if n.startswith("find.")} if data else {},
        "may_plan": request.user.is_authenticated and request.user.has_perm("reforms.create_reform"),
    }
    return render(request, "reforms/laboratory.html", values, status=status)


def rest_of(state: State) -> str:
    """What no control shows, as the form carries it."""
    parts = {name: changes for name, changes in state.rest.items() if changes}
    return json.dumps(parts, ensure_ascii=False, default=str) if parts else ""


def words_form(request: HttpRequest, reform: Reform | None, data: Any = None, initial: Any = None) -> Form:
    """How the reform is kept; for those who may not keep one, how its file is called."""
    first = initial or (initial_of(reform) if reform else None)
    organisations = keepers(request.user)
    if organisations:
        return KeepForm(data, organisations=organisations, initial=first)
    return TakeForm(data, initial=first)


def finds(arranged: Controls, data: Any) -> dict[str, list[editing.Hit]]:
    """What the searches for occupations in the form found, by list."""
    found = {}
    for control in lists_of(arranged):
        text = data.get(f"find.{control.path}", "")
        if text.strip():
            found[control.path] = hits(control, text)
    return found


def lists_of(arranged: Controls) -> list[ListControl]:
    """All lists among the controls."""
    return [control for group in arranged for control in group.lists]


def hits(control: ListControl, text: str) -> list[editing.Hit]:
    """The occupations that a text may mean, for one list."""
    entries = control.version.entries if control.version else ()
    return editing.found(text, language(), editing.held(entries, control.state))


# ---- addresses ----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def laboratory(request: HttpRequest, key: UUID) -> HttpResponse:
    """A plan's laboratory. GET begins (with `?reform=` or `?example=`); POST answers what the controls say."""
    sight = seen(request, key)
    if request.method == "POST":
        return _answered(request, sight)
    start = chosen(request, _asked(request))
    state = beginning(start, sight)
    shown = show(sight, state, patience=WAIT_FIRST)
    if request.htmx:  # type: ignore[attr-defined]
        return _waited(request, shown)
    form = words_form(request, start.reform, initial=words_of(start.document) if start.document else None)
    if start.reform is not None:
        form = words_form(request, start.reform)
    return page(request, shown, form=form, reform=start.reform, title=start.label)


def _asked(request: HttpRequest) -> str:
    kept, example = request.GET.get("reform", ""), request.GET.get("example", "")
    return f"reform:{kept}" if kept else f"example:{example}" if example else ""


def beginning(start: Chosen, sight: Sight) -> State:
    """The controls as a chosen reform sets them."""
    can = can_change(sight.plan.region, sight.plan.date)
    if start.document is None:
        return State(start=can.day)
    try:
        return of_reform(of_json(start.document), can)
    except ReformRefusal as error:
        return State(start=can.day, faults=(error,))


def _waited(request: HttpRequest, shown: Shown) -> HttpResponse:
    """How far the preparation is, for a page that asks again and again; it loads anew when it is over."""
    again = {**part(request, shown), "again": request.get_full_path()}
    response = render(request, "reforms/_preparing.html", again)
    if shown.ready is not None or shown.faults:
        response["HX-Refresh"] = "true"
    return response


def _answered(request: HttpRequest, sight: Sight) -> HttpResponse:
    data = request.POST
    state = sent(request, sight)
    if not request.htmx:  # type: ignore[attr-defined]
        shown = show(sight, state, patience=WAIT_CALCULATE)
        return again(request, shown, status=400 if shown.faults else 200)
    wanted = request.htmx.target or ""  # type: ignore[attr-defined]
    if wanted.startswith("found-"):
        return _hits(request, sight, state, data.get("find", ""))
    shown = show(sight, state, patience=WAIT_MOVE)
    stale = [path for path in _lists_moved(state, data)]
    names = [*stale, *([wanted] if wanted.startswith("c-") else [])]
    values = {**part(request, shown), "lists": _lists(sight, shown, names), "wanted": wanted}
    values |= {"finds": {}, "texts": {}, "words": []}
    status = 422 if shown.faults else 200
    return render(request, "reforms/_answer.html", values, status=status)


def sent(request: HttpRequest, sight: Sight) -> State:
    """The controls as the form has them, after the button that was pressed."""
    can = can_change(sight.plan.region, sight.plan.date)
    return editing.edited(posted(request.POST, can), request.POST)


def again(request: HttpRequest, shown: Shown, *, form: Form | None = None, status: int = 200) -> HttpResponse:
    """The whole page with what was sent."""
    data = request.POST
    reform = opened(request)
    form = form or words_form(request, reform, initial={name: data.get(name, "") for name in FILLED if name in data})
    number = data.get("version", "")
    version = int(number) if number.isdecimal() and len(number) < 10 else None
    name = data.get("name", "") or (reform.name if reform else "")
    return page(request, shown, form=form, reform=reform, version=version, title=name, data=data, status=status)


FILLED = ("name", "organisation", "shared", *TakeForm.TITLES, *TakeForm.NOTES)


def opened(request: HttpRequest) -> Reform | None:
    """The kept reform that the form was opened with, where the person may still see it."""
    from corridor.web.reforms.queries import reforms_of

    try:
        return reforms_of(request.user).filter(pk=UUID(request.POST.get("reform", ""))).first()
    except ValueError:
        return None


def _lists_moved(state: State, data: Any) -> list[str]:
    """The ids of lists of which another version is shown than is chosen."""
    found = []
    for name in data:
        if name.startswith("shown."):
            path = name.removeprefix("shown.")
            restore = state.lists.get(path, ListState()).restore
            if data.get(name, "") != (restore.isoformat() if restore else ""):
                found.append(anchor(path))
    return found


def _lists(sight: Sight, shown: Shown, ids: list[str]) -> list[ListControl]:
    if not ids:
        return []
    arranged = controls(sight.plan.region, sight.plan.date, shown.state, {})
    return [control for control in lists_of(arranged) if f"c-{control.id}" in ids]


def _hits(request: HttpRequest, sight: Sight, state: State, path: str) -> HttpResponse:
    arranged = controls(sight.plan.region, sight.plan.date, state, {})
    control = next((one for one in lists_of(arranged) if one.path == path), None)
    text = request.POST.get(f"find.{path}", "")
    offered = hits(control, text) if control else []
    values = {"control": control, "hits": offered, "asked": bool(text.strip()), "address": request.path}
    return render(request, "reforms/_found.html", values)


@require_http_methods(["GET", "POST"])
def open_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open a reform file in the laboratory; nothing is kept of it."""
    sight = seen(request, key)
    form = FileForm(request.POST, request.FILES)
    if request.method == "GET":
        return render(request, "reforms/open.html", {"form": FileForm(), "plan": sight.plan})
    if not form.is_valid():
        return render(request, "reforms/open.html", {"form": form, "plan": sight.plan}, status=400)
    try:
        reform = read_file(form.cleaned_data["file"].read(65 * 1024))
    except ReformRefusal as error:
        fault = told(error)
        both = {"message": fault.message, "remedy": fault.remedy}
        form.add_error("file", _("%(message)s. What to do: %(remedy)s.") % both)
        return render(request, "reforms/open.html", {"form": form, "plan": sight.plan}, status=400)
    state = of_reform(reform, can_change(sight.plan.region, sight.plan.date))
    document = as_json(reform)
    words = words_form(request, None, initial={**words_of(document), "name": str(reform.label["en"])[:120]})
    shown = show(sight, state, patience=WAIT_CALCULATE)
    return page(request, shown, form=words, title=dict(reform.label))
