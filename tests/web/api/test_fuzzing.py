"""Made-up requests to every operation of the API: whatever comes in, no answer is a server error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from corridor.web.api.domain import make_token
from tests.web.plans.made import made_plan

EXAMPLES = 40


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_request_ends_in_a_server_error(
    live_server: Any, organisation: Any, person: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "API_CALLS_A_MINUTE", {"anonymous": 10**9, "token": 10**9})
    ours = organisation()
    made_plan(ours)
    _, secret = make_token(
        organisation=ours, name="t", scopes=["plans", "matches"], days=1, actor=person("analyst", ours)
    )
    command = [
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
        *("run", f"{live_server.url}/api/v1/openapi.json", "--header", f"Authorization: Bearer {secret}"),
        *("--checks", "not_a_server_error", "--max-examples", str(EXAMPLES), "--seed", "1", "--no-color"),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "10 selected" in done.stdout or "Operations" in done.stdout, done.stdout[-3000:]
