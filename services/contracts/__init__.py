"""What is said between services: events, calls, permissions, topology, and the words for them."""
