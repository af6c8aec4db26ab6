// SPDX-License-Identifier: Apache-2.0
/** A planner that asks models. */
@NullMarked
package dev.postern.planner.models.internal;

import org.jspecify.annotations.NullMarked;
