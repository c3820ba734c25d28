"""Pages of partnerships: the registry of schemes, designs, their checks and simulation."""
