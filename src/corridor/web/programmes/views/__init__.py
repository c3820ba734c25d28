"""Pages of programmes: list, one programme, making and changing it."""
