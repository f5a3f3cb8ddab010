"""Process 1 of the registry: gRPC, message ↔ command, nothing else. Started with `python -m services.registry.server`."""
