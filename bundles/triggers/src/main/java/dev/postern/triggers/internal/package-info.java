// SPDX-License-Identifier: Apache-2.0
/** Triggers by the clock. */
@NullMarked
package dev.postern.triggers.internal;

import org.jspecify.annotations.NullMarked;
