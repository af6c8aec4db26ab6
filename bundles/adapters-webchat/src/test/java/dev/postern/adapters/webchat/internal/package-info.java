/** Tests of the pages' files and of how they are served. */
@NullMarked
package dev.postern.adapters.webchat.internal;

import org.jspecify.annotations.NullMarked;
