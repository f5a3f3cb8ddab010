"""What the broker delivered in vain too often, and how it comes back once the cause is mended.

A message gets here when connections broke `DELIVERY_LIMIT` times while it was under way: a frame that the library
cannot read, or a worker that died again and again before it could store anything.
"""

import pika

from services.chassis import topology


def count(amqp_url: str, consumer: str) -> int:
    """How many dead letters a consumer has."""
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        declared = connection.channel().queue_declare(topology.dead_letters_of(consumer), passive=True)
        return int(declared.method.message_count)


def revive(amqp_url: str, consumer: str) -> int:
    """Put the dead letters back into the consumer's queue, as an administrator, and return how many; none is lost on the way."""
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        dead = channel.queue_declare(topology.dead_letters_of(consumer), passive=True).method.message_count
        moved = 0
        while moved < dead:
            method, properties, body = channel.basic_get(topology.dead_letters_of(consumer))
            if method is None:
                break
            properties.headers = None
            channel.basic_publish("", topology.queue_of(consumer), body, properties, mandatory=True)
            channel.basic_ack(method.delivery_tag)
            moved += 1
        return moved
