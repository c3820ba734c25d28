"""Who may do what in `consent`: everybody with an account, with their own data alone."""
