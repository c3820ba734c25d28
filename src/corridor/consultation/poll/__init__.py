"""Polls and questions of a session: what may be answered, what the answers come to, which question is next."""
