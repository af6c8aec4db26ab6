/** Tests of the engine on the real store. */
@org.jspecify.annotations.NullMarked
package dev.postern.pipeline.internal;
