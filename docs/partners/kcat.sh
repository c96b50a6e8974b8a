#!/bin/sh
# Sends a lead in binary mode, and shows its receipt. Debian and Ubuntu: apt-get install kcat
#   KAFKA_BROKERS   host:port, 127.0.0.1:9092 unless set
#   KAFKA_USERNAME, KAFKA_PASSWORD, KAFKA_CA   where the brokers ask for them: SASL over TLS, and the file of their CA
#   KAFKA_SASL_MECHANISM   SCRAM-SHA-512 unless set
set -eu
source=${SOURCE:-kcat-example}
id=${1:-lead-$(date +%s)}
since=$(($(date +%s) - 60))000

kafka() {
  if [ -n "${KAFKA_USERNAME:-}" ]; then
    set -- -X security.protocol=SASL_SSL -X "sasl.mechanism=${KAFKA_SASL_MECHANISM:-SCRAM-SHA-512}" \
      -X "sasl.username=$KAFKA_USERNAME" -X "sasl.password=$KAFKA_PASSWORD" -X "ssl.ca.location=$KAFKA_CA" "$@"
  fi
  kcat -b "${KAFKA_BROKERS:-127.0.0.1:9092}" "$@"
}

printf '%s' '{"customer":{"email":"kim@example.com","name":"Kim Lee"},"channel":"Google"}' |
  kafka -P -t clientele.partner.leads.v1 -k "$id" -X acks=all -X enable.idempotence=true \
    -H ce_specversion=1.0 -H ce_type=clientele.lead.v1 -H "ce_source=$source" -H "ce_id=$id" \
    -H 'content-type=application/json'

# Receipts are under the source; this one is told by the record's id.
for _ in 1 2 3 4 5 6 7 8 9 10; do
  kafka -q -C -t clientele.partner.receipts.v1 -o "s@$since" -e -f '%k %s\n' | grep "^$source .*\"recordId\":\"$id\"" && exit
  sleep 1
done
echo "No receipt of $id within 10 s." >&2
exit 1
