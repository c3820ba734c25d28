"""Pages of the directory, of contacts, of contact lists, and a person's own page."""
