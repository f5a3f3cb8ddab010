"""The payloads of every public event: pydantic models, one per type, grouped by the service that publishes them."""
