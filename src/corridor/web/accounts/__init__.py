"""People who sign in: the user, the language, the way in."""
