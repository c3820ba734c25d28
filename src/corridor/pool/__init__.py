"""Talents and vacancies: schemas, importers, quarantine, the synthetic pool."""
