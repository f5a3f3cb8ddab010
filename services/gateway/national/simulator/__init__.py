"""A national platform to try things on: keeps our protocol, and misbehaves as it is told over its control URL.

`python -m services.gateway.national.simulator` serves `/v1/…` (openapi.yaml) and `/control`. Everything is kept in memory.
"""
