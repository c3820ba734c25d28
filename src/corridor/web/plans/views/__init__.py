"""Pages of plans: `listing`, `making` (ask, run again, publish, delete), `reading`, `rows`, `taking` (files)."""
