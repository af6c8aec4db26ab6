/** What may be done with which tool: rules as data, judged in one place. */
@NullMarked
package dev.postern.policy.internal;

import org.jspecify.annotations.NullMarked;
