/** What plugins may reach outside themselves: enforced here, for tools and surfaces alike. */
@NullMarked
package dev.postern.access.internal;

import org.jspecify.annotations.NullMarked;
