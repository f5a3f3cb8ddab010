"""Process 1 of labels: gRPC, message ↔ command, nothing else. Started with `python -m services.labels.server`."""
