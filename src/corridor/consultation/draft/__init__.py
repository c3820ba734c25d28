"""Drafts in numbered sections, comments on them, answers, and what changed between two rounds."""
