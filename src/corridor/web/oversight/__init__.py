"""For administrators: users, retention, the audit trail, health."""
