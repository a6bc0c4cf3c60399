package dev.starstream.client;

import java.time.Duration;
import java.util.Optional;

/**
 * Why an answer has no receipt, or a question no reply. The kinds differ in what to do next. No
 * message holds an answer's text, a candidate's reference or the key.
 */
public abstract sealed class StarstreamException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private StarstreamException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * All attempts met an outage or a limit: no connection, no complete reply in time, status 429 or
   * 5xx. Whether the answer is stored is not known. <b>Publish the same {@link Answer} again
   * later:</b> it counts once.
   */
  public static final class Unavailable extends StarstreamException {
    private static final long serialVersionUID = 1;
    private static final long UNSAID = -1;
    private final long retryAfterMs;

    Unavailable(String message, Optional<Duration> retryAfter, Throwable cause) {
      super(message, cause);
      this.retryAfterMs = retryAfter.map(Duration::toMillis).orElse(UNSAID);
    }

    /** How long the server last asked to be left alone. */
    public Optional<Duration> retryAfter() {
      return retryAfterMs == UNSAID
          ? Optional.empty()
          : Optional.of(Duration.ofMillis(retryAfterMs));
    }
  }

  /**
   * The server does not know the key (401), or the key may not do this (403). Nothing is stored.
   * <b>Give the client another key.</b>
   */
  public static final class AccessDenied extends StarstreamException {
    private static final long serialVersionUID = 1;
    private final int status;

    AccessDenied(int status, String message) {
      super(message, null);
      this.status = status;
    }

    /** 401 or 403. */
    public int status() {
      return status;
    }
  }

  /**
   * The server refused the request as a whole with another 4xx. Nothing of it is stored. <b>Sending
   * it again changes nothing:</b> look at the message.
   */
  public static final class RequestRefused extends StarstreamException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String problem;

    RequestRefused(int status, String problem, String message) {
      super(message, null);
      this.status = status;
      this.problem = problem;
    }

    /** The HTTP status: 404 for an answer that nobody knows, 410 for one that was erased. */
    public int status() {
      return status;
    }

    /** The word of the problem that programs may rely on, such as {@code too-large}; or empty. */
    public String problem() {
      return problem;
    }
  }

  /**
   * The answer was taken, and then rejected by the pipeline: there will never be a scorecard.
   * <b>Mend what the reason names</b> and publish it under a new id.
   */
  public static final class NotScored extends StarstreamException {
    private static final long serialVersionUID = 1;
    private final String reason;

    NotScored(String reason) {
      super("the answer was rejected: " + reason, null);
      this.reason = reason;
    }

    /** A word that programs may rely on, such as {@code unknown_question}. */
    public String reason() {
      return reason;
    }
  }

  /**
   * The reply is complete, but not one of Starstream's: it is not sent again. <b>Check the
   * endpoint</b> (a proxy, another service?) and the versions of client and server.
   */
  public static final class UnexpectedReply extends StarstreamException {
    private static final long serialVersionUID = 1;

    UnexpectedReply(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * There is no room for the answer, and the client was told to fail then (or its thread was
   * interrupted while it waited). It was not sent. <b>Slow down and publish it again.</b>
   */
  public static final class BufferFull extends StarstreamException {
    private static final long serialVersionUID = 1;

    BufferFull(String message) {
      super(message, null);
    }
  }

  /**
   * The client was closed before the answer had a receipt; it may have been sent. <b>Publish it
   * again with another client:</b> it counts once.
   */
  public static final class Closed extends StarstreamException {
    private static final long serialVersionUID = 1;

    Closed(String message) {
      super(message, null);
    }
  }
}
