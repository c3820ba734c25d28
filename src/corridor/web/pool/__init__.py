"""Talents and vacancies: uploads, quarantine, own profiles."""
