"""Who could do which post, who may, and who gets it."""
