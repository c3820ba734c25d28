"""Template tags and filters: `{% load design %}`."""
