"""What changes deliveries: enqueue, claim, settle, replay, drop; targets and webhooks."""
