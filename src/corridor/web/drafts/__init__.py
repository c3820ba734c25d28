"""Written consultation: drafts in rounds, comments, answers."""
