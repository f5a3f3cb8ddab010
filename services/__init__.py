"""Guanzi 管资: one package per bounded context, and what they share."""
