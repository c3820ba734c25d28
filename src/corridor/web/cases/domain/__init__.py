"""What changes cases, documents, messages, deadlines and pages."""
