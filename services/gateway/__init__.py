"""The door for people and other systems: REST API and web pages, over the gRPC questions of the services behind.

Owns no business data and no database: sessions live in identity, everything else where it belongs.
"""
