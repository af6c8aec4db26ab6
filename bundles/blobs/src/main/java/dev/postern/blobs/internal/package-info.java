/** Blobs as files named by their digest, and a row a tenant. */
@NullMarked
package dev.postern.blobs.internal;

import org.jspecify.annotations.NullMarked;
