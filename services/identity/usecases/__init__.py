"""The commands of identity, one function each: load, decide, commit."""
