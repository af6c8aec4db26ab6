// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.core.health.HealthPart;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * How it stands with the marketplaces. Always up: what was good serves on, and a server elsewhere is no part of the gateway.
 * Tells what was seen last and asks no network.
 */
@Component(service = HealthPart.class)
public final class MarketplacesHealth implements HealthPart {
    private final Shelves shelves;

    /** Over what is configured. */
    @Activate
    public MarketplacesHealth(@Reference Shelves shelves) {
        this.shelves = shelves;
    }

    @Override
    public String name() {
        return "marketplaces";
    }

    @Override
    public Health health() {
        return shelves.all().isEmpty() ? Health.UP : new Health(true, text(shelves.all()));
    }

    static String text(List<Shelf> all) {
        var said = new ArrayList<String>();
        said.add(all.size() + " configured");
        boolean unwell = false;
        for (Shelf shelf : all) {
            Optional<String> state = state(shelf.view());
            unwell |= state.isPresent();
            state.or(() -> shelf.isUnread() ? Optional.of("was not looked at yet") : Optional.empty())
                    .ifPresent(what -> said.add(shelf.source().name() + " " + what));
        }
        return String.join("; ", said) + (unwell ? "; ./postern marketplace list says why" : "");
    }

    private static Optional<String> state(Shelf.View view) {
        return view.since().map(since -> "is " + view.state().code() + " since " + since);
    }
}
