// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.postern.core.budget;

import org.jspecify.annotations.NullMarked;
