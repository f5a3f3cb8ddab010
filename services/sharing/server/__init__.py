"""Process 1 of sharing: gRPC, message ↔ command, nothing else. Started with `python -m services.sharing.server`."""
