"""The plan for its readers: one page of HTML in English, French or Dutch."""
