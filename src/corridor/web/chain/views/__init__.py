"""The pages of the chain."""
