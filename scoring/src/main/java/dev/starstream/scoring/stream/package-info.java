/** The Kafka Streams topology around the scorer: the only place of this module that knows Kafka. */
package dev.starstream.scoring.stream;
