"""Chapters of a scheme's report: `agreed` (design, money, checks), `figures`, `beside` (forecast), `grounds`."""
