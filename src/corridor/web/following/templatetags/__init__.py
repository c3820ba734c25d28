"""Filters of `following`."""
