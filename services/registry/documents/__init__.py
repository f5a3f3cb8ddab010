"""What the registry hands out: workbooks and printed pages."""
