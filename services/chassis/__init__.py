"""How things travel between services: events, calls, errors, records. No business word lives here."""
