"""A convener of the organisation, the chain of its programme, and a browser's client of that convener."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.web.chain.chains_made import made_chain


@pytest.fixture
def convener(person: Any, organisation: Any) -> Any:
    return person("convener", organisation())


@pytest.fixture
def chain(organisation: Any, convener: Any) -> Any:
    return made_chain(organisation(), convener)


@pytest.fixture
def client(convener: Any) -> Client:
    found = Client()
    found.force_login(convener)
    return found
