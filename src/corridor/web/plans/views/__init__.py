"""Pages of plans: `listing` (list, compare), `making` (ask, run again, publish, delete), `reading`, `rows`, `taking`."""
