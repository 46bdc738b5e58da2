package dev.highlander.samples.todo;

import java.net.URI;

/**
 * A node of the demo as the page sees it.
 *
 * @param name its name in the cluster
 * @param gateway where its gateway listens
 */
record NodeAddress(String name, URI gateway) {}
