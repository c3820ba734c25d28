"""The named addresses of `following`: a scheme of the world's organisation with a log and rows in quarantine."""

from __future__ import annotations

from typing import Any

from tests.web.following.made import BAD, upload, with_log


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name to arguments."""
    scheme = with_log(world.organisation, world.people["analyst"], design="palim")
    upload(scheme, BAD.encode())
    one = {"key": scheme.pk}
    names = (
        "detail",
        "delete",
        "design",
        "upload",
        "example",
        "quarantine",
        "quarantine_file",
        "clear",
        "indicators",
        "indicators_file",
        "forecast",
        "reports",
        "report",
    )
    return {
        "following:list": {},
        "following:create": {},
        "following:columns": {},
        "following:template": {"form": "csv"},
        "following:download": one | {"form": "csv"},
        **{f"following:{name}": one for name in names},
    }
