"""The commands of labels, one function each: load, decide, commit."""
