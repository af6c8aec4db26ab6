/** The way from the OSGi log to SLF4J. */
@NullMarked
package dev.postern.logging.internal;

import org.jspecify.annotations.NullMarked;
