/** Tokens: made at random, kept as hashes, and what they may do. */
@NullMarked
package dev.postern.identity.internal;

import org.jspecify.annotations.NullMarked;
