"""Tags and filters of the law browser."""
