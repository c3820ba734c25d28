"""Pages of `reforms`: `laboratory` (try), `keeping` (save, rename, share, copy, delete), `listing` (index, one reform, two side by side)."""
