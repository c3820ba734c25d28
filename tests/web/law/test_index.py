"""The routes of a region on a day."""

import pytest

pytestmark = pytest.mark.django_db


def test_x(client):
    assert client.get("/en/law/").status_code == 200
