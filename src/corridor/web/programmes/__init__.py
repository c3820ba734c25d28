"""Programmes of work: steps, deliverables, dates, advisory groups."""
