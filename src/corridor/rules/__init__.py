"""Dated, three-valued rules: load, check, compile, explain, change, reform. Knows no law."""
