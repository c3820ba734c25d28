"""`corridor demo`: the web application with the plan of Flanders on a synthetic pool. What `make run` calls."""

from __future__ import annotations

from corridor.cli.serve import serve


def demo(*, port: int = 8000, browser: bool = True, renew: bool = False, lang: str = "en") -> int:
    """Make the demo's plan, once (`renew`: anew), and show it. Returns the exit code."""
    return serve(port=port, browser=browser, renew=renew, lang=lang)
