"""Template tags: `{% load agenda %}`."""
