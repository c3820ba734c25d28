"""Pages of `reforms`: `laboratory` (try), `keeping` (save, share, copy, delete), `listing` (index, one, two beside)."""
