"""Forms of `drafts`."""
