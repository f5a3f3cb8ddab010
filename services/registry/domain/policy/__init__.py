"""Lists and figures the rules need, as versioned data files."""
