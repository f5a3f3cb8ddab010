"""The door for people and other systems: REST API and web pages, over the gRPC questions of the services behind.

Owns no business data: sessions live in identity, everything else where it belongs. What it keeps is what must reach other
systems (`deliveries`), the national platform's protocol (`national`), and the events that others may hear.
"""
