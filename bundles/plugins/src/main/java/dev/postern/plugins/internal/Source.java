// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;

/** Where a plugin's file comes from; exactly one of the three. */
@Description("Where the file comes from: exactly one of blob, path and name.")
public record Source(
        @Description("The id of a blob, as POST /blobs gave it.") @Size(max = 128) Optional<String> blob,
        @Description("A path below the import folder of the gateway's home.") @Size(max = 1_024) Optional<String> path,
        @Description("The plugin's name in a marketplace.") @Size(max = 128) Optional<String> name,
        @Description("Its version there; the newest when absent.") @Size(max = 64) Optional<String> version) {}
