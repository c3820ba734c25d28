"""The chain: evidence, finding, good practice, initiative, recommendation, consultation, decision."""
