"""What disposal does: one function per command, load → decide → commit."""
