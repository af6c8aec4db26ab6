// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

/** No input. */
public record Nothing() {}
