package dev.highlander.benchmarks.stub;

import java.util.Map;

/**
 * One request.
 *
 * @param path decoded, without the query
 * @param query decoded parameters
 * @param headers by name in lower case
 * @param body its bytes
 */
record HttpRequest(String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {}
