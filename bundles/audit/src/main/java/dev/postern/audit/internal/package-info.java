/** Signs the ends of the audit chains, and answers who did what. */
@NullMarked
package dev.postern.audit.internal;

import org.jspecify.annotations.NullMarked;
