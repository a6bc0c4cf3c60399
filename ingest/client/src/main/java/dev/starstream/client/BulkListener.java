package dev.starstream.client;

/**
 * Watches {@link StarstreamClient#publishAll}. All methods are called by the thread that called it,
 * one after another; what they throw ends the bulk.
 */
public interface BulkListener {

  /** For those who only want the final counts. */
  BulkListener NONE = new BulkListener() {};

  /**
   * How a bulk stands. At its end {@code read = accepted + duplicates + refused + failed}.
   *
   * @param read answers taken from the source
   * @param accepted new answers that the pipeline has
   * @param duplicates answers that the pipeline had before
   * @param refused answers that break a rule, or whose id has other content
   * @param failed answers without a receipt: the server was away for too long, or refused all
   */
  record Progress(long read, long accepted, long duplicates, long refused, long failed) {
    /** Answers of which it is known what became of them. */
    public long done() {
      return accepted + duplicates + refused + failed;
    }
  }

  /** Called about once a second, and at the end. */
  default void progress(Progress progress) {}

  /** Called for each answer that the server did not take. */
  default void refused(Answer answer, Receipt receipt) {}

  /** Called for each answer that has no receipt: publish it again later. */
  default void failed(Answer answer, StarstreamException reason) {}
}
