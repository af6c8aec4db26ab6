/** The registry of tools, the policy, and the only way to a tool. */
@NullMarked
package dev.postern.toolrunner.internal;

import org.jspecify.annotations.NullMarked;
