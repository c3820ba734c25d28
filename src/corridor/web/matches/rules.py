"""Who may do what in `matches`."""
