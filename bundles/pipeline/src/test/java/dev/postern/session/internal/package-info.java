/** Opens the real sessions for tests. */
@org.jspecify.annotations.NullMarked
package dev.postern.session.internal;
