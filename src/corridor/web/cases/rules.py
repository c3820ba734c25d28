"""Who may do what in `cases`."""
