// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.marketplace;

import java.time.Instant;
import java.util.List;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.json.DocumentRecord;

/**
 * The content of {@code catalogue.json}: all that a marketplace has. Nothing in it is believed before its signature was
 * checked.
 *
 * @param format of the file
 * @param name of the marketplace
 * @param serial grows with each signing; one who saw a newer one takes no older one
 * @param issued when it was signed
 * @param expires from when on it is believed no more
 * @param index the OSGi repository of all its bundles
 * @param plugins every version of every plugin; an id and version stand there once
 */
@DocumentRecord("marketplace")
public record Catalogue(
        @Description("Of the file: 1.") @Range(min = FORMAT, max = FORMAT) int format,
        @Description("Of the marketplace.") @Pattern(NAME) String name,
        @Description("Grows with each signing: one who saw a newer one takes no older one.") @Range(
                min = 1) long serial,
        @Description("When it was signed.") Instant issued,
        @Description("From when on it is believed no more.") Instant expires,
        @Description("The OSGi repository (XML, R5) of all its bundles.") CatalogueFile index,
        @Description("Every version of every plugin; an id and version stand there once.") @Size(
                max = MAX_PLUGINS) List<CataloguePlugin> plugins) {
    /** Of the file. */
    public static final int FORMAT = 1;

    /** Where it lies in the folder. */
    public static final String FILE = "catalogue.json";

    /** The most bytes that it may have. */
    public static final int MAX_BYTES = 8 << 20;

    /** The most bytes that the index may have. */
    public static final int MAX_INDEX_BYTES = 32 << 20;

    /** The most versions that it may name, of all plugins together. */
    public static final int MAX_PLUGINS = 10_000;

    /** A marketplace's name. */
    public static final String NAME = "^[a-z0-9][a-z0-9.-]{0,63}$";

    /** Copies the list. */
    public Catalogue {
        plugins = List.copyOf(plugins);
    }
}
