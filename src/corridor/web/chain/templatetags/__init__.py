"""Tags of the chain's pages."""
