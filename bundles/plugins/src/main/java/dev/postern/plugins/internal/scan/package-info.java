/** What a plugin's code can reach, read from its bytes without running any of it. */
@NullMarked
package dev.postern.plugins.internal.scan;

import org.jspecify.annotations.NullMarked;
