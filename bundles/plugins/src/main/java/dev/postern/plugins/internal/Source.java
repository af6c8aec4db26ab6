package dev.postern.plugins.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;

/** Where a plugin's file comes from; exactly one of the three. */
@Description("Where the file comes from: exactly one of blob, path and name.")
public record Source(
        @Description("The id of a blob, as POST /blobs gave it.") Optional<String> blob,
        @Description("A path below the import folder of the gateway's home.") Optional<String> path,
        @Description("The plugin's name in a marketplace.") Optional<String> name,
        @Description("Its version there; the newest when absent.") Optional<String> version) {}
