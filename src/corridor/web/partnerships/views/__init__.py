"""Views of `partnerships`: the register, designs."""
