"""The law browser."""
