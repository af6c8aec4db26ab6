// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import dev.postern.core.marketplace.CataloguePlugin;

/**
 * A version of a plugin in a marketplace.
 *
 * @param source the marketplace
 * @param plugin the version
 */
record Offer(Source source, CataloguePlugin plugin) {
    String label() {
        return EditionReader.label(plugin);
    }
}
