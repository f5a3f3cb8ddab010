"""Generated from proto/; see services/contracts/generate.py."""
