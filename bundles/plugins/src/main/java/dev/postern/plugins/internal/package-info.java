/** The one way to change what is installed: examined before any of its code runs, rolled back when it does not serve. */
@NullMarked
package dev.postern.plugins.internal;

import org.jspecify.annotations.NullMarked;
