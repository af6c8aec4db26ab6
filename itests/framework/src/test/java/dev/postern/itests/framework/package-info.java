/** What ships, seen from inside the framework. */
@NullMarked
package dev.postern.itests.framework;

import org.jspecify.annotations.NullMarked;
