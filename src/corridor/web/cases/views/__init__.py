"""Pages of `cases`."""
