"""The gRPC boundary: who calls, in which conversation, until when, and how errors cross it."""
