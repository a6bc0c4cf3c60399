#!/usr/bin/env bash
# Shows the scores on Kafka without decoding them: ./read.sh [KCAT OPTION ...], such as -e to end at the end.
set -euo pipefail
brokers=${STARSTREAM_KAFKA_BOOTSTRAP_SERVERS:-127.0.0.1:9092}

kcat -C -q -u -b "$brokers" -t answers.scored -o beginning "$@" \
  -f '{"key":"%k","partition":%p,"offset":%o,"timestamp":%T,"bytes":%S,"headers":"%h"}\n'
