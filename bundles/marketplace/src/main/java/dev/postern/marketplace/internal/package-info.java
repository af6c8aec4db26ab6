// SPDX-License-Identifier: Apache-2.0
/** Marketplaces: fetched within limits, believed by their signature, chosen from, and what a plugin needs found in them. */
@NullMarked
package dev.postern.marketplace.internal;

import org.jspecify.annotations.NullMarked;
