"""The commands of sharing, one function each: load, decide, commit."""
