"""What is decided about deliveries, without clock, database or network."""
