"""The commands of the registry, one function each: load, decide, commit."""
