"""Filters of the route check."""
