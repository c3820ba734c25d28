"""What changes drafts, comments, answers and invitations."""
