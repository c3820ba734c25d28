"""Plans of a region: made in the background, read on pages."""
