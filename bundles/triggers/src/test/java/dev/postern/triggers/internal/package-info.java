// SPDX-License-Identifier: Apache-2.0
/** Tests of triggers. */
@NullMarked
package dev.postern.triggers.internal;

import org.jspecify.annotations.NullMarked;
