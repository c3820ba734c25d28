"""Events, hybrid and in three languages: agenda, registration, check-in."""
