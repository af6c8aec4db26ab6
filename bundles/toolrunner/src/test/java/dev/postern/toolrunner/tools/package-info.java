/** Tools that tests put into bundles of their own. */
@NullMarked
package dev.postern.toolrunner.tools;

import org.jspecify.annotations.NullMarked;
