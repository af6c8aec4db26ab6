// SPDX-License-Identifier: Apache-2.0
/** What turns may use. */
@NullMarked
package dev.postern.pipeline.internal.budget;

import org.jspecify.annotations.NullMarked;
