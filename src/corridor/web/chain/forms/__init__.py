"""What a person fills in about a chain."""
