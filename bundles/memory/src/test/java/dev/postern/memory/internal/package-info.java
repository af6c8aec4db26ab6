/** Tests of scratchpads and summaries on the real store. */
@org.jspecify.annotations.NullMarked
package dev.postern.memory.internal;
