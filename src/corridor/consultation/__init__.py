"""Programmes, events, drafts and the chain from evidence to decisions: the rules, without a database."""
