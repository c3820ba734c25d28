"""Commands of `oversight`."""
