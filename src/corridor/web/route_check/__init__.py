"""Which route is open: public, without an account, nothing stored."""
