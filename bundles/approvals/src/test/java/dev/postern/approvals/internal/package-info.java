@NullMarked
package dev.postern.approvals.internal;

import org.jspecify.annotations.NullMarked;
