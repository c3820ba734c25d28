"""Work that takes longer than a page: with progress, and taken up again after a crash."""
