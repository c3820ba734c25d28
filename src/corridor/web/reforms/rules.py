"""Who may do what in `reforms`."""
