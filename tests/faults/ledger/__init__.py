"""A tiny service of the tests' own: it books facts, and its worker counts their effects in a sink that no inbox knows of."""
