"""Official sources of figures: what exists, how it is fetched, where it is kept, how old it is."""
