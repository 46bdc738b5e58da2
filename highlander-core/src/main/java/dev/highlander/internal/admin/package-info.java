/** What operators can ask a process. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.admin;
