"""Tags of the laboratory."""
