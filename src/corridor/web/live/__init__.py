"""During a session: polls and questions, on any phone."""
