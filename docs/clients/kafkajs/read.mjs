// Reads scores from Starstream over Kafka with Avro, using kafkajs and its registry client.
//   npm ci && node read.mjs [EVENT_ID]
// With EVENT_ID: from the beginning until the score of that answer is there; without: all new ones until Ctrl-C.
import kafkajs from 'kafkajs'
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import LZ4 from '@2l/kafkajs-lz4'

const brokers = (process.env.STARSTREAM_KAFKA_BOOTSTRAP_SERVERS ?? '127.0.0.1:9092').split(',')
const host = process.env.STARSTREAM_REGISTRY_URL ?? 'http://127.0.0.1:8081/apis/ccompat/v7'
const wanted = process.argv[2]

// Scores are compressed with LZ4, which kafkajs leaves to others.
const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs
CompressionCodecs[CompressionTypes.LZ4] = new LZ4().codec

const registry = new SchemaRegistry({ host })
const kafka = new Kafka({ clientId: 'kafkajs-example', brokers, logLevel: logLevel.ERROR })
// A group of its own each time; a service keeps its name, and Kafka then remembers where it was.
const consumer = kafka.consumer({ groupId: `kafkajs-example-${Date.now()}` })
await consumer.connect()
await consumer.subscribe({ topic: 'answers.scored', fromBeginning: wanted !== undefined })
let done
const finished = new Promise((resolve) => { done = resolve })
await consumer.run({
  eachMessage: async ({ message }) => {
    const scored = await registry.decode(message.value)
    if (wanted === undefined || scored.answer.event_id === wanted) {
      const { answer, overall, passed, critique } = scored
      console.log(JSON.stringify({ event_id: answer.event_id, overall, passed, headline: critique.headline }))
      if (wanted !== undefined) done()
    }
  },
})
await finished
await consumer.disconnect()
