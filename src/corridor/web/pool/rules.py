"""Who may do what in `pool`."""
