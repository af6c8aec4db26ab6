/** Tests of the runner in a real framework. */
@NullMarked
package dev.postern.toolrunner.internal;

import org.jspecify.annotations.NullMarked;
