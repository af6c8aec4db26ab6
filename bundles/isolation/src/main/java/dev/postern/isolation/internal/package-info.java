// SPDX-License-Identifier: Apache-2.0
/** Plugins in processes of their own: started, watched, and ended. */
@NullMarked
package dev.postern.isolation.internal;

import org.jspecify.annotations.NullMarked;
