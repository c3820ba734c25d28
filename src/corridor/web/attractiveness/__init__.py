"""How attractive countries and regions are for talents: what is known, and ranks from a table of one's own."""
