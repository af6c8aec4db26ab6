/** Operators' configuration as files, checked before anybody gets it. */
@NullMarked
package dev.postern.config.internal;

import org.jspecify.annotations.NullMarked;
