// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.marketplace.internal.Trouble.State;

/**
 * A marketplace, for whoever asks.
 *
 * @param name of it here
 * @param url of its folder
 * @param key SHA-256 of the public key that is pinned for it
 * @param priority the highest has the say about a plugin that several have
 * @param vouches whether the keys that it names count as pinned
 * @param state how it stands
 * @param message why; absent when it is well
 * @param serial of the last good catalogue
 * @param issued when that was signed
 * @param expires until when it is believed
 * @param plugins how many it has
 * @param looked when it was looked at
 */
public record MarketplaceView(
        @Description("Its name here.") String name,
        @Description("Its folder's address.") URI url,
        @Description("SHA-256 of the public key that is pinned for it, hexadecimal.") String key,
        @Description("The highest has the say about a plugin that several have.") int priority,
        @Description("Whether the keys that it names for plugins count as pinned.") boolean vouches,
        @Description("How it stands.") State state,
        @Description("Why; absent when it is well.") Optional<String> message,
        @Description("The serial of its last good catalogue; absent when there was none.") Optional<Long> serial,
        @Description("When that was signed.") Optional<Instant> issued,
        @Description("Until when it is believed.") Optional<Instant> expires,
        @Description("How many plugins it has.") int plugins,
        @Description("When it was last looked at, since the gateway's start.") Optional<Instant> looked) {

    /** All of them, those with the say first. */
    static List<MarketplaceView> all(Shelves shelves) {
        return shelves.all().stream().map(MarketplaceView::of).toList();
    }

    private static MarketplaceView of(Shelf shelf) {
        var view = shelf.view();
        Source source = shelf.source();
        Optional<Catalogue> catalogue = view.edition().map(Edition::catalogue);
        return new MarketplaceView(source.name(), source.folder(), source.key(), source.priority(), source.vouches(),
                view.state(), Optional.of(view.message()).filter(message -> !message.isEmpty()),
                catalogue.map(Catalogue::serial), catalogue.map(Catalogue::issued), catalogue.map(Catalogue::expires),
                view.edition().map(edition -> edition.plugins().size()).orElse(0), view.looked());
    }
}
