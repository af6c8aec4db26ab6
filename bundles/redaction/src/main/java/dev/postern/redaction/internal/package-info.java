/** Keeps secrets out of the log, whoever logs them. */
@NullMarked
package dev.postern.redaction.internal;

import org.jspecify.annotations.NullMarked;
