"""The read side of disposal."""
