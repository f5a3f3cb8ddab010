"""Whole ways of disposals through real processes, REST and RabbitMQ, whatever is killed on the way."""
