/** Opens the real tool runner for tests. */
@org.jspecify.annotations.NullMarked
package dev.postern.toolrunner.internal;
