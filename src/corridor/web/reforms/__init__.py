"""The reform laboratory."""
