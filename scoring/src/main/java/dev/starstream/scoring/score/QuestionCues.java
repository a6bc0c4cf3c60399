package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Cue;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.Question.CommonMistake;
import dev.starstream.schemas.catalogue.Question.CompanyFocus;
import dev.starstream.schemas.catalogue.Question.KeyPoint;
import dev.starstream.schemas.catalogue.Question.Trigger;
import dev.starstream.scoring.rubric.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The cues of one question, compiled: key points, companies' focus and its own mistakes. Each is an
 * idea, and a sentence shows it where the terms of one of its cues meet.
 */
final class QuestionCues {
  /** Words from the first of the first term to the last of the last one. */
  private static final int WITHIN = 14;

  /** Parts in which a story is told, as bits. */
  private static final int STORY = (1 << Part.values().length) - 1 - (1 << Part.NONE.index());

  private static final int ANYWHERE = (1 << Part.values().length) - 1;

  private final Question question;
  private final Vocabulary vocabulary;

  /** Whether the vocabulary is the one that texts are read with. */
  private final boolean shared;

  private final CueIndex index;
  private final List<List<Meeting>> ideas = new ArrayList<>();
  private final Map<String, Integer> focusIdea = new HashMap<>();
  private final Map<String, Integer> mistakeIdea = new HashMap<>();
  private final int lists;

  /** One cue: numbers of its lists in the index, and bits of the parts it is looked for in. */
  private static final class Meeting {
    private final int[] terms;
    private final boolean ordered;
    private final int parts;

    Meeting(int[] terms, boolean ordered, int parts) {
      this.terms = terms;
      this.ordered = ordered;
      this.parts = parts;
    }

    /** Whether everything stands in this sentence of the story or the next, however far apart. */
    boolean isNearly(SentenceCues cues, Parts told, int sentence) {
      for (int term : terms) {
        boolean there = cues.has(term, sentence);
        if (!there && (sentence + 1 == told.count() || !cues.has(term, sentence + 1))) {
          return false;
        }
      }
      return terms.length > 0 && told.part(sentence) != Part.NONE;
    }

    boolean isIn(SentenceCues cues, Parts told, int sentence) {
      return (parts & (1 << told.part(sentence).index())) != 0
          && (terms.length == 0 || cues.meet(terms, ordered, WITHIN, sentence));
    }
  }

  private QuestionCues(
      Question question, Vocabulary vocabulary, boolean shared, List<String> determiners) {
    this.question = question;
    this.vocabulary = vocabulary;
    this.shared = shared;
    var terms = new ArrayList<CueIndex.CueList>();
    var numbers = new HashMap<String, Integer>();
    for (KeyPoint point : question.keyPoints()) {
      ideas.add(meetings(point.cues(), STORY, terms, numbers));
    }
    for (CompanyFocus focus : question.askedBy()) {
      focusIdea.put(focus.company(), ideas.size());
      ideas.add(meetings(focus.cues(), STORY, terms, numbers));
    }
    for (CommonMistake mistake : question.commonMistakes()) {
      if (mistake.when().isPresent() && mistake.when().get() instanceof Trigger.Cues when) {
        mistakeIdea.put(mistake.id(), ideas.size());
        ideas.add(meetings(when.cues(), ANYWHERE, terms, numbers));
      }
    }
    lists = terms.size();
    index = new CueIndex(terms, CueIndex.Form.IDEA, vocabulary, determiners);
  }

  /**
   * The cues of a question that is known before any text is read.
   *
   * @param vocabulary of the texts, which knows the synonyms; gets the words
   */
  static QuestionCues of(Question question, Vocabulary vocabulary, List<String> determiners) {
    return new QuestionCues(question, vocabulary, true, determiners);
  }

  /** The cues of any question, with a vocabulary of their own. */
  static QuestionCues of(
      Question question, Map<String, String> synonyms, List<String> determiners) {
    var vocabulary = new Vocabulary();
    vocabulary.sameStems(synonyms);
    var cues = new QuestionCues(question, vocabulary, false, determiners);
    vocabulary.close();
    return cues;
  }

  private static List<Meeting> meetings(
      List<Cue> cues, int parts, List<CueIndex.CueList> terms, Map<String, Integer> numbers) {
    var meetings = new ArrayList<Meeting>();
    for (Cue cue : cues) {
      int[] all = new int[cue.terms().size()];
      for (int i = 0; i < all.length; i++) {
        Cue.Term term = cue.terms().get(i);
        Integer number = numbers.get(term.text());
        if (number == null) {
          number = terms.size();
          numbers.put(term.text(), number);
          terms.add(new CueIndex.CueList(number, term.phrases()));
        }
        all[i] = number;
      }
      int told = 0;
      for (String part : cue.parts()) {
        told |= 1 << Part.valueOf(part.toUpperCase(Locale.ROOT)).index();
      }
      meetings.add(new Meeting(all, cue.ordered(), told == 0 ? parts : told));
    }
    return meetings;
  }

  Question question() {
    return question;
  }

  /** What the answer says of this question. */
  Hits in(Reading reading, Parts parts) {
    return new Hits(reading, parts);
  }

  /** The ideas of the question that one answer shows. */
  final class Hits {
    private static final int UNKNOWN = -2;

    private final Sentences sentences;
    private final Parts parts;
    private final SentenceCues cues;
    private final int[] shownIn = new int[ideas.size()];

    private Hits(Reading reading, Parts parts) {
      this.sentences = reading.sentences();
      this.parts = parts;
      Tokens tokens = reading.tokens();
      cues =
          new SentenceCues(
              index.find(tokens, shared ? reading.words() : vocabulary.of(tokens), sentences),
              tokens,
              sentences,
              lists);
      Arrays.fill(shownIn, UNKNOWN);
    }

    /** The sentence that shows the key point. */
    Optional<Span> keyPoint(int number) {
      return span(sentence(number));
    }

    /**
     * Whether nothing in the answer comes near the key point with this id: it is not covered, and
     * no two neighbouring sentences hold what one of its cues asks for.
     */
    boolean clearlyMisses(String keyPointId) {
      for (int i = 0; i < question.keyPoints().size(); i++) {
        if (question.keyPoints().get(i).id().equals(keyPointId)) {
          return sentence(i) < 0 && !isNear(i);
        }
      }
      return false;
    }

    private boolean isNear(int idea) {
      for (Meeting meeting : ideas.get(idea)) {
        for (int i = 0; i < sentences.count(); i++) {
          if (meeting.isNearly(cues, parts, i)) {
            return true;
          }
        }
      }
      return false;
    }

    /** Whether the sentence shows the key point that names the trade-off. */
    boolean tradeoff(int sentence) {
      for (int i = 0; i < question.keyPoints().size(); i++) {
        if (question.keyPoints().get(i).id().contains("tradeoff") && shows(i, sentence)) {
          return true;
        }
      }
      return false;
    }

    /** The sentence that speaks to what the company looks for. */
    Optional<Span> focus(String company) {
      Integer idea = focusIdea.get(company);
      return idea == null ? Optional.empty() : span(sentence(idea));
    }

    /** The sentence in which one of the question's own mistakes shows, or -1. */
    int mistakeSentence(String mistakeId) {
      Integer idea = mistakeIdea.get(mistakeId);
      return idea == null ? -1 : sentence(idea);
    }

    /** The same as a span. */
    Optional<Span> mistake(String mistakeId) {
      return span(mistakeSentence(mistakeId));
    }

    /** The first sentence that shows the idea, or -1. */
    private int sentence(int idea) {
      if (shownIn[idea] == UNKNOWN) {
        shownIn[idea] = -1;
        for (int i = 0; i < sentences.count() && shownIn[idea] < 0; i++) {
          shownIn[idea] = shows(idea, i) ? i : -1;
        }
      }
      return shownIn[idea];
    }

    private boolean shows(int idea, int sentence) {
      List<Meeting> meetings = ideas.get(idea);
      for (int i = 0; i < meetings.size(); i++) {
        if (meetings.get(i).isIn(cues, parts, sentence)) {
          return true;
        }
      }
      return false;
    }

    private Optional<Span> span(int sentence) {
      return sentence < 0 ? Optional.empty() : Optional.of(sentences.span(sentence));
    }
  }
}
