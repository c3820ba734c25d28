"""The adviser's workbench: who fits which post, and what people decided."""
