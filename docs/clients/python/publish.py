"""Publishes one answer to Starstream over Kafka with Avro, using confluent-kafka and avro.

    python3 publish.py [EVENT_ID]

The schema is not registered here: `starstream migrate` (or `up`) has done that.
"""

import json
import os
import sys
import time
from datetime import datetime, timezone

from confluent_kafka import Producer
from confluent_kafka.schema_registry import SchemaRegistryClient

from wire import encode

TOPIC = "answers.submitted"

answer = {
    "event_id": sys.argv[1] if len(sys.argv) > 1 else f"python-{time.time_ns()}",
    "source": "/examples/python",
    "tenant_id": "dev",
    "candidate_ref": "cand-python",
    "cohort": None,
    "question_id": "balance_excellence_and_value",
    "question_text": None,
    "company": "Stripe",
    "role": None,
    "level": "MID",
    "attempt_no": 1,
    "language": "en",
    "modality": "TEXT",
    "text": "Our nightly stock count ended after the shops had opened. I had one week to mend it. "
    "I counted only what had moved that day and left the pretty report for later. "
    "The count went from nine hours to two, and shelves were right in forty shops.",
    "duration_ms": None,
    "submitted_at": datetime.now(timezone.utc),
    "utc_offset_minutes": 60,
}

registry = SchemaRegistryClient(
    {"url": os.environ.get("STARSTREAM_REGISTRY_URL", "http://127.0.0.1:8081/apis/ccompat/v7")}
)
registered = registry.get_latest_version(f"{TOPIC}-value")
value = encode(registered.schema_id, registered.schema.schema_str, answer)


def acknowledged(error, message):
    if error:
        sys.exit(f"not acknowledged: {error}")
    told = {"event_id": answer["event_id"], "partition": message.partition(), "offset": message.offset()}
    print(json.dumps(told))


producer = Producer(
    {
        "bootstrap.servers": os.environ.get("STARSTREAM_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092"),
        "enable.idempotence": True,
    }
)
key = f"{answer['tenant_id']}/{answer['candidate_ref']}"
producer.produce(TOPIC, key=key, value=value, on_delivery=acknowledged)
if producer.flush(30):
    sys.exit("not acknowledged within 30 s")
