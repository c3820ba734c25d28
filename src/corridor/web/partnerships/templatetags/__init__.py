"""Template tags of the register: `{% load registry %}`."""
