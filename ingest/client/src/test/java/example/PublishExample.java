package example;

import dev.starstream.client.Answer;
import dev.starstream.client.StarstreamClient;
import java.net.URI;
import java.time.Duration;

public final class PublishExample {

  public static void main(String[] args) {
    var endpoint = URI.create(args[0]); // such as https://starstream.example:8080
    var apiKey = args[1]; // with the scope ingest
    try (var client = StarstreamClient.builder(endpoint).apiKey(apiKey).build()) {

      // Publish and go on: answers travel in batches, and again while the server is away.
      var first =
          client.publish(
              Answer.builder()
                  .id("practice-4711") // yours: the same id again counts once
                  .candidateRef("c-17") // a pseudonym, not a name
                  .company("Netflix")
                  .text("I cached the price list. Pages load in two seconds now.")
                  .build());

      // Or wait some seconds for the critique.
      var answer = Answer.builder().candidateRef("c-17").text("I sorted the shelves.").build();
      var scored = client.publishAndWait(answer, Duration.ofSeconds(5)).join();
      scored.scorecard().ifPresent(card -> System.out.println(card.headline()));

      // In the end each answer has a receipt, or an exception that says what to do.
      var receipt = first.join();
      System.out.println(receipt.id() + (receipt.stored() ? " is stored" : " is not taken"));
      receipt.problems().forEach(p -> System.out.println(p.pointer() + " " + p.detail()));
    }
  }
}
