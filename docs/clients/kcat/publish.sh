#!/usr/bin/env bash
# Publishes one answer to Starstream with kcat: ./publish.sh [EVENT_ID]
# The fields stand in the order of answer_submitted.avsc; a registry's later version may have more of them.
set -euo pipefail
export LC_ALL=C # lengths in bytes

brokers=${STARSTREAM_KAFKA_BOOTSTRAP_SERVERS:-127.0.0.1:9092}
registry=${STARSTREAM_REGISTRY_URL:-http://127.0.0.1:8081/apis/ccompat/v7}
id=${1:-kcat-$(date +%s%N)}
text='Parcels went to the wrong dock twice a week. I was asked to end that before the sale.
I painted the docks in four colours and put the colour on each label. Wrong parcels fell from two a week to one a month.'

byte() { printf "\\x$(printf %02x "$1")"; }
# Avro's long: zigzag, then seven bits a byte, low ones first.
long() {
  local n=$((($1 << 1) ^ ($1 >> 63)))
  while ((n > 127)); do
    byte $((n & 127 | 128))
    n=$((n >> 7))
  done
  byte "$n"
}
string() {
  long ${#1}
  printf %s "$1"
}
null() { long 0; } # the first branch of ["null", ...]
some() {
  long 1
  string "$1"
}

schema=$(curl -sSf "$registry/subjects/answers.submitted-value/versions/latest" | sed -E 's/.*"id":([0-9]+).*/\1/')
value=$(mktemp)
trap 'rm -f "$value"' EXIT
{
  byte 0 # Confluent's wire format: 0, then the schema's id in four bytes
  for shift in 24 16 8 0; do byte $((schema >> shift & 255)); done
  string "$id"
  string /examples/kcat # source
  string dev            # tenant_id
  string cand-kcat      # candidate_ref
  null                  # cohort
  null                  # question_id
  some 'When did you make work easier for others?'
  some Stripe           # company
  null                  # role
  long 2                # level: MID
  long 1                # attempt_no
  string en
  long 0                # modality: TEXT
  string "$text"
  null                  # duration_ms
  long "$(date +%s%3N)" # submitted_at
  long 60               # utc_offset_minutes
} >"$value"
# A file after the options is one message, whatever bytes it has.
kcat -P -b "$brokers" -t answers.submitted -X acks=all -k dev/cand-kcat "$value"
echo "{\"event_id\":\"$id\"}"
