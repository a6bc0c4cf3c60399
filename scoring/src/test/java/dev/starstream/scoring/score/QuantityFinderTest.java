package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.scoring.score.Scorecard.Metric;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityFinderTest {
  /** The text, then each quantity as {@code surface=kind value unit}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Returns fell by 15-20% in May.                 | 15-20%=percent 17.5 %
          Returns fell by 15 to 20 percent.              | 15 to 20 percent=percent 17.5 %
          Errors dropped 12.5 per cent.                  | 12.5 per cent=percent 12.5 %
          Waste went down by a third.                    | a third=percent 33.3333 %
          Two thirds of the shops joined.                | Two thirds=percent 66.6667 %
          It cut a quarter of the calls.                 | a quarter=percent 25.0 %
          Complaints dropped by half.                    | half=percent 50.0 %
          It rose by five percentage points.             | five percentage points=percent 5.0 %
          It saved $1.2M a year.                         | $1.2M a year=money 1200000.0 USD
          It saved EUR 40k.                              | EUR 40k=money 40000.0 EUR
          We paid €1,250.50 for it.                      | €1,250.50=money 1250.5 EUR
          It cost forty thousand euros.                  | forty thousand euros=money 40000.0 EUR
          It cost 3 million dollars.                     | 3 million dollars=money 3000000.0 USD
          It brought in $5-7 million.                    | $5-7 million=money 6000000.0 USD
          It took three weeks.                           | three weeks=duration 3.0 week
          They answered within 48 hours.                 | 48 hours=duration 48.0 hour
          It cost 4 engineer-months.                     | 4 engineer-months=duration 4.0 month
          The two-week plan held.                        | two-week=duration 2.0 week
          Pages load in 800ms now.                       | 800ms=duration 800.0 ms
          It takes two and a half hours.                 | two and a half hours=duration 2.5 hour
          It takes half an hour.                         | half an hour=duration 0.5 hour
          It ran 5 hours 40 minutes.                     | 5 hours 40 minutes=duration 5.0 hour
          I trained 5 technicians.                       | 5 technicians=count 5.0 technician
          There were zero incidents.                     | zero incidents=count 0.0 incident
          We got 40+ reviews.                            | 40+ reviews=count 40.0 review
          I asked twenty-five different suppliers.       | twenty-five different suppliers=count 25.0 supplier
          It serves 1,200 daily users.                   | 1,200 daily users=count 1200.0 user
          Seventeen of the nineteen teams moved.         | Seventeen of the nineteen=percent 89.4737 %
          Hundreds of orders were lost.                  | Hundreds of orders=count null order
          A 60-bed ward.                                 | 60-bed=count 60.0 bed
          We deploy eleven times a day.                  | eleven times a day=count 11.0 time
          Nine out of ten customers stayed.              | Nine out of ten=percent 90.0 %
          Throughput grew 10x.                           | 10x=multiplier 10.0 x
          It is twice as fast now.                       | twice as fast=multiplier 2.0 x
          It is three times faster now.                  | three times faster=multiplier 3.0 x
          The queue halved.                              | halved=multiplier 0.5 x
          Sales doubled.                                 | doubled=multiplier 2.0 x
          It went from 8 seconds to 1.5 seconds.         | from 8 seconds to 1.5 seconds=delta 1.5 s
          It went from weekly to eleven times a day.     | from weekly to eleven times a day=delta 11.0 time
          It fell from around 300 a day to under 20.     | from around 300 a day to under 20=delta 20.0 per day
          It fell from 12 to 3.                          | from 12 to 3=delta 3.0
          It fell from two days to under an hour.        | from two days to under an hour=delta 1.0 hour
          Lost scans went from 40 a week to none.        | from 40 a week to none=delta 0.0 per week
          Latency 8 seconds down to 1.5.                 | 8 seconds down to 1.5=delta 1.5 s
          NPS 58 in autumn.                              | NPS 58=score 58.0 nps
          Guests gave us 4.5 stars.                      | 4.5 stars=score 4.5 star
          We got 4.8/5 from them.                        | 4.8/5=score 4.8 points
          He got 87 points out of 100.                   | 87 points out of 100=score 87.0 points
          They rated it nine out of ten.                 | nine out of ten=score 9.0 points
          Debts shrank by €1.500,50 then.                | €1.500,50=money 1500.5 EUR
          It cost CHF 15'000 then.                       | CHF 15'000=money 15000.0 CHF
          We moved 90 000 files.                         | 90 000 files=count 90000.0 file
          It saved 12k€ then.                            | 12k€=money 12000.0 EUR
          It costs 30 euros per guest.                   | 30 euros per guest=money 30.0 EUR
          It needs 4 litres per hundred kilometres.      | 4 litres per hundred kilometres=count 4.0 litre
          It was two hundred and fifty crates.           | two hundred and fifty crates=count 250.0 crate
          Twenty-odd people came.                        | Twenty-odd people=count 20.0 person
          It jams every thirty sheets or so.             | thirty sheets or so=count 30.0 sheet
          Between five and seven days passed.            | five and seven days=duration 6.0 day
          We call two or three times a week.             | two or three times a week=count 2.5 time
          It took ten working days.                      | ten working days=duration 10.0 day
          It took a couple of weeks.                     | a couple of weeks=duration 2.0 week
          It took a whole evening.                       | a whole evening=duration 1.0 evening
          It was done within a week.                     | a week=duration 1.0 week
          It takes a day and a half.                     | a day and a half=duration 1.5 day
          It saves a quarter of an hour per shift.       | a quarter of an hour per shift=duration 0.25 hour
          Not a single parcel got lost.                  | Not a single parcel=count 0.0 parcel
          We flew without one broken cup.                | without one broken cup=count 0.0 cup
          There was one guard on duty.                   | one guard=count 1.0 guard
          I told four of them.                           | four=count 4.0
          We got it down to 6.                           | 6=count 6.0
          It fails in 1 in 5 cases.                      | 1 in 5=percent 20.0 %
          One order in thirty is late.                   | One order in thirty=percent 3.3333 %
          The rate went up two points.                   | two points=percent 2.0 %
          It eats half as much paper.                    | half as much=multiplier 0.5 x
          It was ten times what we had.                  | ten times=multiplier 10.0 x
          Boarding: 25 min -> 11.                        | 25 min -> 11=delta 11.0 minute
          The mark rose from a 3.1 to a 4.2.             | from a 3.1 to a 4.2=delta 4.2
          NPS 12 to 40 since May.                        | NPS 12 to 40=delta 40.0 nps
          It took 9 minutes instead of 20.               | 9 minutes instead of 20=delta 20.0 minute
          It went from failing four times a day to once a month.| from failing four times a day to once a month=delta 1.0 time
          It went from every third call to every tenth.  | from every third call to every tenth=delta null
          """)
  void quantity_isFoundWithItsKindValueAndUnit(String text, String expected) {
    // When
    List<String> found = found(text);

    // Then
    assertThat(found).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It happened on March 3 and again on 14 May.",
        "It happened on 3rd of June, at 10:30.",
        "We met at 3 pm and left at 5pm.",
        "In 2021 sales grew, since 2019 slowly.",
        "The launch was on 2021-03-04 or 12/05/2021.",
        "It was due in Q3 and slipped to Q4.",
        "We moved to Java 17 and Python 3.11.2, storing files in S3.",
        "The p99 was fine under ISO 27001 at a Fortune 500 company.",
        "I was an L5, then level 6.",
        "The desk is open 24/7 and the split was 50/50.",
        "The 360 review came on day one.",
        "1. Called the shop.\n2. Called the bank.",
        "We had a one-on-one about two-factor login.",
        "That was three years ago.",
        "Shops open from seven to nine in the morning.",
        "The first half was hard, the third quarter too.",
        "One of them told me one day.",
        "See ticket 4711, version 2 and phase 3.",
        "It was COVID-19 and UTF-8.",
        "She was 82 then.",
        "He was in room 214 with the Boeing 737.",
        "I read it on my iPhone 12.",
        "We lost 3-1 that evening.",
        "We met at half past six.",
        "A week later it was over.",
        "I asked for a second opinion.",
        "I agreed 100%, more or less.",
        "Call 0800 555 0199 for it.",
        "One of them told me that one was enough.",
        "Those forty were hard.",
        "He had no complaints and a few ideas."
      })
  void dateTimeVersionNameOrIdiom_isNoQuantity(String text) {
    // When
    List<String> found = found(text);

    // Then
    assertThat(found).isEmpty();
  }

  @Test
  void severalQuantitiesInOneSentence_areFoundInOrder() {
    // When
    List<String> found =
        found("In 2 weeks I trained 5 technicians, saved $3k and cut errors by 20%.");

    // Then
    assertThat(found)
        .containsExactly(
            "2 weeks=duration 2.0 week",
            "5 technicians=count 5.0 technician",
            "$3k=money 3000.0 USD",
            "20%=percent 20.0 %");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "As a result, returns fell by 20%.",
        "In the end we saved $40k.",
        "Waiting time went from 40 minutes to 12.",
        "After that there were zero lost parcels.",
        "Sales doubled within a month."
      })
  void effectOfTheWork_isAnOutcome(String text) {
    // When
    List<Metric> metrics = metrics("I changed the way we pack. " + text);

    // Then
    assertThat(metrics).anyMatch(Metric::outcome);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The goal was to cut returns by 20%.",
        "I was given a budget of $40k and a deadline of three weeks.",
        "I led a team of 12 people at a company with 300 shops.",
        "The page was taking 9 seconds and 4 customers complained.",
        "I spent two weeks on it and interviewed 15 clerks."
      })
  void planScopeProblemOrEffort_isNoOutcome(String text) {
    // When
    List<Metric> metrics = metrics(text);

    // Then
    assertThat(metrics).isNotEmpty().noneMatch(Metric::outcome);
  }

  @Property(tries = 1000)
  void anyText_hasQuantitiesInBoundsAndInOrder(@ForAll("texts") String text) {
    // When
    Quantities found = Scorers.READER.read(text).quantities();

    // Then
    int end = 0;
    for (int i = 0; i < found.count(); i++) {
      Quantities.Quantity quantity = found.get(i);
      assertThat(quantity.span().start()).isGreaterThanOrEqualTo(end);
      assertThat(quantity.span().end()).isGreaterThan(quantity.span().start());
      assertThat(quantity.toToken()).isGreaterThan(quantity.fromToken());
      end = quantity.span().end();
    }
    assertThat(end).isLessThanOrEqualTo(text.length());
  }

  /** Words and signs of the grammar in any order, with anything between. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> known =
        Arbitraries.of(
            "from", "to", "a", "one", "two", "half", "third", "of", "out", "in", "not", "without",
            "single", "hundred", "k", "twice", "times", "as", "per", "week", "hour's", "hours", "5",
            "1'200", "90 000", "3.1", "0800", "$", "€", "%", "+", "-", "->", "/10", "12k", "points",
            "several", "every", "or", "so", "instead", "and", "between", "CHF", "NPS", ".", ",",
            "'", "\u2019", "dozens", "couple", "people", "nil", "ish", "odd", "more");
    Arbitrary<String> word = Arbitraries.oneOf(known, Arbitraries.strings().ofMaxLength(3));
    Arbitrary<String> gap = Arbitraries.of(" ", " ", " ", "", "-");
    return Combinators.combine(word, gap)
        .as((text, after) -> text + after)
        .list()
        .ofMaxSize(25)
        .map(pieces -> String.join("", pieces));
  }

  private static List<Metric> metrics(String text) {
    return Scorers.SHIPPED.score(Answer.of(text), java.util.Optional.empty()).metrics();
  }

  private static List<String> found(String text) {
    var found = new ArrayList<String>();
    for (Metric metric : metrics(text)) {
      String value =
          metric.value().isPresent() ? Double.toString(metric.value().getAsDouble()) : "null";
      if (value.contains("E")) {
        value = new java.math.BigDecimal(value).toPlainString() + ".0";
      }
      String line =
          metric.span().of(text)
              + "="
              + metric.kind().id()
              + " "
              + value
              + " "
              + metric.unit().orElse("");
      found.add(line.strip());
    }
    return found;
  }
}
