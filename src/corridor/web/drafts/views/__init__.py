"""Pages of `drafts`."""
