"""What is shown of deliveries, webhooks and the events feed."""
