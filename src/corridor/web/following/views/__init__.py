"""Pages of `following`: `schemes` (list, one, new, delete), `logs` (files in and out), `numbers` (what they say)."""
