/** Opens the real store for tests. */
@org.jspecify.annotations.NullMarked
package dev.postern.store.internal;
