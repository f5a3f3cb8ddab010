"""Whom the gateway asks: one module per callee, each a set of gRPC stubs over one channel."""
