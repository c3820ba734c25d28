"""Tags of `matches`."""
