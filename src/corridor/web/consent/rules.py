"""Who may do what in `consent`."""
