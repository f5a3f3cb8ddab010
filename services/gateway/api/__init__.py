"""The REST API under /api/v1: form → question → model, one module per noun."""

PREFIX = "/api/v1"
