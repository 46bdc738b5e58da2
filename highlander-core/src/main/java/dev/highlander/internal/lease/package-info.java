/** May this process still act as owner at this instant? */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.lease;
