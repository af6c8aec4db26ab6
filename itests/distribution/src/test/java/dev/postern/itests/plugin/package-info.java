/** Classes of plugins that are made by hand; none runs in the tests themselves. */
@NullMarked
package dev.postern.itests.plugin;

import org.jspecify.annotations.NullMarked;
