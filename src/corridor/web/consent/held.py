"""What each app holds about people, said by the app itself in a module `personal` with a list `HELD`.

A person is an account (`accounts.User`), or a row of a model that an app names in the list `PEOPLE` of that module.
Every key to a person must be declared: a test compares these declarations with all models, so that a new table can be
forgotten neither by an export nor by an erasure. What no key leads to (rows of a file, say) an app adds with
`exports` and `erases`; people without an account who are a user all the same it links with `recognises`.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Literal, TypeVar
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.module_loading import module_has_submodule

OnErasure = Literal["delete", "anonymise", "keep"]


ACCOUNT = "accounts.User"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A model whose rows are people who need no account.

    Args:
        model: `app.Model`.
        account: the name of its key to the account of the same person, if they have one: what is held about the row
            is exported and erased with the account.
    """

    model: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A key to a person, and what becomes of its rows.

    Args:
        model: `app.Model`.
        field: the name of the key to the person in that model.
        person: what the key leads to: an account, or a model that an app names in `PEOPLE`.
        export: names of the fields that the person gets in an export; none where the row tells nothing about them.
        also: names of reverse relations (`documents`) whose rows are exported with it, all fields but keys to users.
        on_erasure: `delete` the row with what hangs on it and its files; `anonymise`: empty the key and put the
            values of `clear`; `keep`: empty the key only.
        clear: for `anonymise`: what fields become.
        clear_if_asked: for `anonymise`: what fields become besides, where the person asked for the erasure; where the
            term is over or an organisation tidies up, they stay as they are.
        purpose: the purpose of `purposes.yaml` that the row is kept for.
        why: what is held, and why it goes or stays, in three languages; people read it.
    """

    model: str
    field: str
    on_erasure: OnErasure
    why: Mapping[str, str]
    export: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    clear: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    clear_if_asked: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    purpose: str = "account"
    person: str = ACCOUNT

    def cleared(self, *, asked: bool) -> dict[str, Any]:
        """What fields become when the person is taken out, who asked for it or not."""
        return {**self.clear, **(self.clear_if_asked if asked else {})}

    @property
    def rows(self) -> type[Model]:
        """The model."""
        return apps.get_model(self.model)

    @property
    def key(self) -> Field[Any, Any]:
        """The key to the person."""
        found = self.rows._meta.get_field(self.field)
        assert isinstance(found, Field)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """What an app adds to an export: data that JSON can hold, and files by name."""

    data: Any = None
    files: Mapping[str, bytes] = dataclasses.field(default_factory=dict)


Exporter = Callable[[Any], Extra]
Eraser = Callable[..., None]
exporters: dict[str, Exporter] = {}
"""By name: a function of a user that gives what no key leads to."""
erasers: dict[str, Eraser] = {}
"""By name: a function `(*, user, actor)`, run in the erasure's transaction before the rows of `HELD` go."""
Recogniser = Callable[..., None]
recognisers: dict[str, Recogniser] = {}
"""By name: a function `(*, user)`, run before what is held about a user is counted, exported or erased."""
F = TypeVar("F", bound=Callable[..., Any])


def exports(name: str) -> Callable[[F], F]:
    """Register a function that adds to the export of a person."""
    return _into(exporters, name)


def erases(name: str) -> Callable[[F], F]:
    """Register a function that erases what no declared key leads to. Files: in `transaction.on_commit`."""
    return _into(erasers, name)


def recognises(name: str) -> Callable[[F], F]:
    """Register a function that links a user to the rows of people without an account who are shown to be the same."""
    return _into(recognisers, name)


def recognise(user: Any) -> None:
    """Link a user to all that is theirs, as the apps know it."""
    declared()
    for find in recognisers.values():
        find(user=user)


def keys_of(user: Any) -> list[UUID]:
    """The keys of a person in the trail: the account's, and those of the person's rows without an account."""
    keys = [user.pk]
    for kind in people().values():
        keys += apps.get_model(kind.model)._base_manager.filter(**{kind.account: user}).values_list("pk", flat=True)
    return keys


def _into(registry: dict[str, Any], name: str) -> Callable[[F], F]:
    def register(function: F) -> F:
        if registry.setdefault(name, function) is not function:
            raise ValueError(f"two functions are called {name}")
        return function

    return register


@cache
def declared() -> tuple[Held, ...]:
    """All declarations, in the order of the apps. Importing them also registers exporters and erasers."""
    return tuple(entry if isinstance(entry, Held) else Held(**entry) for entry in personal("HELD"))


def personal(name: str) -> list[Any]:
    """The entries of a list of that name in the modules `personal` of all apps, in their order."""
    found: list[Any] = []
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "personal"):
            found += getattr(import_module(f"{config.name}.personal"), name, ())
    return found


@cache
def people() -> Mapping[str, Person]:
    """The models of people without an account, by `app.model` in lower case."""
    return {entry.model.lower(): entry for entry in personal("PEOPLE")}


def person_models() -> tuple[type[Model], ...]:
    """Every model whose rows are people: accounts first."""
    return (get_user_model(), *(apps.get_model(entry.model) for entry in people().values()))


def keys_to(*persons: type[Model]) -> Iterator[tuple[str, str]]:
    """Every key to one of these models in every model: `(app.Model, field)`."""
    for model in apps.get_models():
        for entry in model._meta.get_fields():
            if isinstance(entry, Field) and entry.remote_field is not None and entry.related_model in persons:
                yield model._meta.label, entry.name


def keys_to_users() -> Iterator[tuple[str, str]]:
    """Every key to an account."""
    return keys_to(get_user_model())


def keys_to_people() -> Iterator[tuple[str, str]]:
    """Every key to a person, with or without an account."""
    return keys_to(*person_models())


def undeclared() -> list[str]:
    """Keys to people that no app has declared."""
    known = {(entry.model.lower(), entry.field) for entry in declared()}
    return sorted(f"{model}.{name}" for model, name in keys_to_people() if (model.lower(), name) not in known)


def unsound() -> list[str]:
    """What is wrong with the declarations: names that do not exist, keys that cannot be emptied, missing languages."""
    twice = Counter((entry.model.lower(), entry.field) for entry in declared())
    found = [f"{model}.{name}: declared {count} times" for (model, name), count in twice.items() if count > 1]
    for entry in declared():
        found += [f"{entry.model}.{entry.field}: {fault}" for fault in _faults(entry)]
    return sorted(found)


def _faults(entry: Held) -> Iterator[str]:
    try:
        key = entry.key
    except (LookupError, FieldDoesNotExist):
        yield "there is no such key"
        return
    if key.related_model not in person_models() or key.related_model._meta.label.lower() != entry.person.lower():
        yield f"the key does not lead to {entry.person}"
    if entry.on_erasure != "delete" and not (key.null or key.many_to_many):
        yield f"the key cannot be empty, so that on_erasure={entry.on_erasure} is not possible"
    cleared = entry.cleared(asked=True)
    if cleared and entry.on_erasure != "anonymise":
        yield "clear is for anonymise"
    names = {f.name for f in entry.rows._meta.get_fields()}
    yield from (f"no field {name}" for name in (*entry.export, *entry.also, *cleared) if name not in names)
    yield from (f"why is missing in {lang}" for lang in ("en", "fr", "nl") if not entry.why.get(lang))
