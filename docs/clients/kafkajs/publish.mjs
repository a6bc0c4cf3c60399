// Publishes one answer to Starstream over Kafka with Avro, using kafkajs and its registry client.
//   npm ci && node publish.mjs [EVENT_ID]
// The schema is not registered here: `starstream migrate` (or `up`) has done that.
import { Kafka, logLevel } from 'kafkajs'
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'

const brokers = (process.env.STARSTREAM_KAFKA_BOOTSTRAP_SERVERS ?? '127.0.0.1:9092').split(',')
const host = process.env.STARSTREAM_REGISTRY_URL ?? 'http://127.0.0.1:8081/apis/ccompat/v7'
const topic = 'answers.submitted'

const answer = {
  event_id: process.argv[2] ?? `kafkajs-${Date.now()}`,
  source: '/examples/kafkajs',
  tenant_id: 'dev',
  candidate_ref: 'cand-kafkajs',
  cohort: null,
  question_id: 'balance_excellence_and_value',
  question_text: null,
  company: 'Stripe',
  role: null,
  level: 'MID',
  attempt_no: 1,
  language: 'en',
  modality: 'TEXT',
  text: 'Our refund page took nine seconds to load and shops kept ringing us. I had two weeks. '
    + 'I dropped the redesign I wanted and cached the three slowest queries instead. '
    + 'The page went from nine seconds to two, and calls fell by a third.',
  duration_ms: null,
  submitted_at: Date.now(),
  utc_offset_minutes: 60,
}

const registry = new SchemaRegistry({ host })
const id = await registry.getLatestSchemaId(`${topic}-value`)
const value = await registry.encode(id, answer)

const kafka = new Kafka({ clientId: 'kafkajs-example', brokers, logLevel: logLevel.ERROR })
const producer = kafka.producer({ idempotent: true })
await producer.connect()
const key = `${answer.tenant_id}/${answer.candidate_ref}`
const [{ partition, baseOffset }] = await producer.send({ topic, acks: -1, messages: [{ key, value }] })
await producer.disconnect()
console.log(JSON.stringify({ event_id: answer.event_id, partition, offset: baseOffset }))
