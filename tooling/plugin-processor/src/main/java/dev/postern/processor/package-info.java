/** Writes descriptors and JSON Schema of tools and wire methods into a bundle while it is compiled. */
@NullMarked
package dev.postern.processor;

import org.jspecify.annotations.NullMarked;
