"""The decisions of sharing, in plain Python: no clock, no ids, no input or output."""
