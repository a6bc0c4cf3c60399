// Reads scores from Starstream over Kafka with Avro: Confluent's registry client, kafkajs as transport.
//   npm ci && node read.mjs [EVENT_ID]
// With EVENT_ID: from the beginning until the score of that answer is there; without: all new ones until Ctrl-C.
import kafkajs from 'kafkajs'
import LZ4 from '@2l/kafkajs-lz4'
import { AvroDeserializer, SchemaRegistryClient, SerdeType } from '@confluentinc/schemaregistry'

const brokers = (process.env.STARSTREAM_KAFKA_BOOTSTRAP_SERVERS ?? '127.0.0.1:9092').split(',')
const url = process.env.STARSTREAM_REGISTRY_URL ?? 'http://127.0.0.1:8081/apis/ccompat/v7'
const topic = 'answers.scored'
const wanted = process.argv[2]

// Scores are compressed with LZ4, which kafkajs leaves to others.
const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs
CompressionCodecs[CompressionTypes.LZ4] = new LZ4().codec

const registry = new SchemaRegistryClient({ baseURLs: [url] })
const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, {})
const kafka = new Kafka({ clientId: 'confluent-example', brokers, logLevel: logLevel.ERROR })
// A group of its own each time; a service keeps its name, and Kafka then remembers where it was.
const consumer = kafka.consumer({ groupId: `confluent-example-${Date.now()}` })
await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: wanted !== undefined })
let done
const finished = new Promise((resolve) => { done = resolve })
await consumer.run({
  eachMessage: async ({ message }) => {
    const scored = await deserializer.deserialize(topic, message.value)
    if (wanted === undefined || scored.answer.event_id === wanted) {
      const { answer, overall, passed, critique } = scored
      console.log(JSON.stringify({ event_id: answer.event_id, overall, passed, headline: critique.headline }))
      if (wanted !== undefined) done()
    }
  },
})
await finished
await consumer.disconnect()
