// Publishes one answer to Starstream over Kafka with Avro: Confluent's registry client, kafkajs as transport.
//   npm ci && node publish.mjs [EVENT_ID]
import { Kafka, logLevel } from 'kafkajs'
import { AvroSerializer, SchemaRegistryClient, SerdeType } from '@confluentinc/schemaregistry'

const brokers = (process.env.STARSTREAM_KAFKA_BOOTSTRAP_SERVERS ?? '127.0.0.1:9092').split(',')
const url = process.env.STARSTREAM_REGISTRY_URL ?? 'http://127.0.0.1:8081/apis/ccompat/v7'
const topic = 'answers.submitted'

const answer = {
  event_id: process.argv[2] ?? `confluent-${Date.now()}`,
  source: '/examples/confluent-schemaregistry',
  tenant_id: 'dev',
  candidate_ref: 'cand-confluent',
  cohort: null,
  question_id: 'balance_excellence_and_value',
  question_text: null,
  company: 'Stripe',
  role: null,
  level: 'MID',
  attempt_no: 1,
  language: 'en',
  modality: 'TEXT',
  text: 'Every Friday our invoices went out two hours late and customers paid late. I wanted them out by noon. '
    + 'I moved the currency check before the night run and dropped the new layout. '
    + 'Invoices now leave within twenty minutes, and late payments fell by a quarter.',
  duration_ms: null,
  submitted_at: Date.now(),
  utc_offset_minutes: 60,
}

// The schema is not registered here: `starstream migrate` (or `up`) has done that.
const registry = new SchemaRegistryClient({ baseURLs: [url] })
const serializer = new AvroSerializer(registry, SerdeType.VALUE, { autoRegisterSchemas: false, useLatestVersion: true })
const value = await serializer.serialize(topic, answer)

const kafka = new Kafka({ clientId: 'confluent-example', brokers, logLevel: logLevel.ERROR })
const producer = kafka.producer({ idempotent: true })
await producer.connect()
const key = `${answer.tenant_id}/${answer.candidate_ref}`
const [{ partition, baseOffset }] = await producer.send({ topic, acks: -1, messages: [{ key, value }] })
await producer.disconnect()
console.log(JSON.stringify({ event_id: answer.event_id, partition, offset: baseOffset }))
