"""Organisations and people who are consulted, and what they agreed to."""
