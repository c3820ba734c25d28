"""Occupations and the lists they are on."""
