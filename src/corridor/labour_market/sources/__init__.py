"""Official sources: fetched once, kept with their provenance, read without the network."""
