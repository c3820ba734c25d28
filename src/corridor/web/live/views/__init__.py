"""Pages of phones, the screen of the room, and the pages of those who run it."""
