"""The decisions of disposal, in plain Python: no clock, no ids, no input or output."""
