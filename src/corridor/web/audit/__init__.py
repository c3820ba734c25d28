"""What was done to whose data, by whom, when."""
