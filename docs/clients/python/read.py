"""Reads scores from Starstream over Kafka with Avro, using confluent-kafka and avro.

    python3 read.py [EVENT_ID]

With EVENT_ID: from the beginning until the score of that answer is there; without: all new ones until Ctrl-C.
"""

import json
import os
import sys
import time

from confluent_kafka import Consumer
from confluent_kafka.schema_registry import SchemaRegistryClient

from wire import decode

wanted = sys.argv[1] if len(sys.argv) > 1 else None
registry = SchemaRegistryClient(
    {"url": os.environ.get("STARSTREAM_REGISTRY_URL", "http://127.0.0.1:8081/apis/ccompat/v7")}
)
consumer = Consumer(
    {
        "bootstrap.servers": os.environ.get("STARSTREAM_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092"),
        # One of its own each time; a service keeps its name, and Kafka then remembers where it was.
        "group.id": f"python-example-{time.time_ns()}",
        "auto.offset.reset": "earliest" if wanted else "latest",
        "enable.auto.commit": False,
    }
)
consumer.subscribe(["answers.scored"])
while True:
    message = consumer.poll(1.0)
    if message is None:
        continue
    if message.error():
        sys.exit(f"cannot read: {message.error()}")
    scored = decode(message.value(), lambda schema_id: registry.get_schema(schema_id).schema_str)
    if wanted in (None, scored["answer"]["event_id"]):
        told = {name: scored[name] for name in ("overall", "passed")}
        told |= {"event_id": scored["answer"]["event_id"], "headline": scored["critique"]["headline"]}
        print(json.dumps(told), flush=True)
        if wanted:
            break
consumer.close()
