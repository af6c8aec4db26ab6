/** What calls wait for: people's words on them, and who holds. */
@NullMarked
package dev.postern.approvals.internal;

import org.jspecify.annotations.NullMarked;
