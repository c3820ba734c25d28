"""Forms of `cases`."""
