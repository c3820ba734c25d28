"""Reads: what a person may run or look at, what a room shows, what devices did."""
