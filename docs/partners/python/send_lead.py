"""Sends a lead in structured mode, and waits for its receipt.

    pip install -r requirements.txt
    python send_lead.py [id]
"""

import json
import os
import sys
import time

from confluent_kafka import Consumer, Producer

SOURCE = "python-example"


def settings():
    env = os.environ
    found = {"bootstrap.servers": env.get("KAFKA_BROKERS", "127.0.0.1:9092")}
    if "KAFKA_USERNAME" in env:
        found |= {
            "security.protocol": "SASL_SSL",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": env["KAFKA_USERNAME"],
            "sasl.password": env["KAFKA_PASSWORD"],
            "ssl.ca.location": env["KAFKA_CA"],
        }
    return found


def send(lead_id, data):
    event = {
        "specversion": "1.0",
        "type": "clientele.lead.v1",
        "source": SOURCE,
        "id": lead_id,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "datacontenttype": "application/json",
        "data": data,
    }
    errors = []
    producer = Producer(settings() | {"enable.idempotence": True})
    producer.produce(
        "clientele.partner.leads.v1",
        key=lead_id,
        value=json.dumps(event),
        headers={"content-type": "application/cloudevents+json"},
        on_delivery=lambda error, _: errors.append(error),
    )
    producer.flush(30)
    if errors != [None]:
        raise SystemExit(f"The lead was not sent: {errors}")


def receipt_of(lead_id):
    consumer = Consumer(settings() | {"group.id": f"{SOURCE}.receipts", "auto.offset.reset": "earliest"})
    consumer.subscribe(["clientele.partner.receipts.v1"])
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            message = consumer.poll(1)
            if message is None or message.error() or message.key() != SOURCE.encode():
                continue
            receipt = json.loads(message.value())
            if receipt.get("recordId") == lead_id:
                return receipt
        raise SystemExit(f"No receipt of {lead_id} within 30 s.")
    finally:
        consumer.close()


if __name__ == "__main__":
    the_id = sys.argv[1] if len(sys.argv) > 1 else f"lead-{int(time.time())}"
    send(the_id, {"customer": {"email": "max@example.com", "name": "Max Roe"}, "channel": "Google"})
    print(json.dumps(receipt_of(the_id), ensure_ascii=False))
