"""Commands of `consent`."""
