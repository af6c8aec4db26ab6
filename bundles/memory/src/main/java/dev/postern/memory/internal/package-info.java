// SPDX-License-Identifier: Apache-2.0
/** Keeps what sessions remember. */
@NullMarked
package dev.postern.memory.internal;

import org.jspecify.annotations.NullMarked;
