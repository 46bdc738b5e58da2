package dev.highlander.testkit.fault;

import java.util.List;

/**
 * A request that reached the {@link HttpFaultProxy}.
 *
 * @param path without the query
 * @param headers lines as they were sent
 */
public record SeenRequest(String method, String path, List<String> headers) {}
