"""Process 1 of disposal: gRPC, message ↔ command, nothing else. Started with `python -m services.disposal.server`."""
