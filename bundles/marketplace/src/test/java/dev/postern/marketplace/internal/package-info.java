// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.postern.marketplace.internal;

import org.jspecify.annotations.NullMarked;
