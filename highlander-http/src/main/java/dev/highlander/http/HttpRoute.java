package dev.highlander.http;

/** Answers the requests of one method and path. Called on a virtual thread for each request, concurrently; may block. */
@FunctionalInterface
public interface HttpRoute {

  /**
   * Answers a request. A {@link dev.highlander.HighlanderException} becomes the problem document of its kind; anything else that is thrown
   * becomes status 500 and is logged.
   */
  HttpAnswer answer(HttpCall call) throws Exception;
}
