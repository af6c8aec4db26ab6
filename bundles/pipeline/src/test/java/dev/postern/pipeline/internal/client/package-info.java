/** What models say, for tests. */
@NullMarked
package dev.postern.pipeline.internal.client;

import org.jspecify.annotations.NullMarked;
