/** Who vouches for a plugin's file, and what it asks for. */
@NullMarked
package dev.postern.plugins.internal.trust;

import org.jspecify.annotations.NullMarked;
