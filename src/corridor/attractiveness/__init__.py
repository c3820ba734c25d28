"""Composite indicators by the JRC/OECD steps; the attractiveness of countries and regions for talents."""
