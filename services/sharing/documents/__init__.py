"""Files that sharing hands out."""
