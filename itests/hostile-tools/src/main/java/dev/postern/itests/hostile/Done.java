// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.schema.Size;

/** An outcome that says little. */
public record Done(@Size(max = 200) String text) {}
