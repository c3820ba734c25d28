"""Who may do what in `oversight`."""
