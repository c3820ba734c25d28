"""Corridor: regional economic migration, answered from the law and the labour market."""

__version__ = "0.1.0"
