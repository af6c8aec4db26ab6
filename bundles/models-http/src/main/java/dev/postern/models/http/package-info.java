// SPDX-License-Identifier: Apache-2.0
/**
 * What wires over HTTP have in common: one exchange with its tries, its limits, its key and its failures. Each provider's
 * bundle holds a copy of its own; nobody exports it.
 */
@NullMarked
package dev.postern.models.http;

import org.jspecify.annotations.NullMarked;
