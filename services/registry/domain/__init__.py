"""The decisions of the registry, in plain Python: no clock, no ids, no input or output."""
