"""Confluent's wire format: a zero byte, the schema's id in four bytes, then Avro."""

import functools
import io
import struct

import avro.io
import avro.schema


def encode(schema_id, schema, record):
    out = io.BytesIO(struct.pack(">bI", 0, schema_id))
    out.seek(0, io.SEEK_END)
    avro.io.DatumWriter(parsed(schema)).write(record, avro.io.BinaryEncoder(out))
    return out.getvalue()


def decode(value, schema_of):
    magic, schema_id = struct.unpack(">bI", value[:5])
    if magic != 0:
        raise ValueError(f"first byte {magic} (expected: 0, as Confluent's serializers write)")
    reader = avro.io.DatumReader(parsed(schema_of(schema_id)))
    return reader.read(avro.io.BinaryDecoder(io.BytesIO(value[5:])))


@functools.lru_cache(maxsize=None)
def parsed(schema):
    return avro.schema.parse(schema)
