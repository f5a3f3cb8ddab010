"""What a label is, where its parts stand, and how prints, jobs, stations and pasting go on: pure Python, no I/O."""
