/** Opens the real blobs for tests. */
@org.jspecify.annotations.NullMarked
package dev.postern.blobs.internal;
