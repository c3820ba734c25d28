"""Tags of pages of live sessions."""
