"""People who sign in."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any, ClassVar

import rules
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ADMINISTRATOR, TALENT = "administrator", "talent"


class UserManager(BaseUserManager["User"]):
    """Users by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> User:
        """A person with an account; without a password they can sign in only through a provider or a reset."""
        if not email:
            raise ValueError("an account needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **values: Any) -> User:
        """An administrator of the installation."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **values})

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of an e-mail address, in whatever case it is written."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person: an e-mail address, a name, the language they chose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        ordering = ("email",)
        constraints = (models.UniqueConstraint(Lower("email"), name="one_account_per_address"),)

    def __str__(self) -> str:
        return self.name or self.email

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether a predicate of the apps' `rules` says yes. Administrators get nothing by being administrators."""
        return self.is_active and bool(rules.perm_exists(perm) and rules.has_perm(perm, self, obj))

    def get_full_name(self) -> str:
        return str(self)

    @cached_property
    def roles(self) -> frozenset[str]:
        """What the person is: roles in any organisation, `administrator`, `talent` where they belong to none."""
        found = {m.role for m in self.memberships.all()}
        if self.is_superuser:
            found.add(ADMINISTRATOR)
        return frozenset(found or {TALENT})
