// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.Optional;

import dev.postern.core.marketplace.Marketplaces.Parcel;
import dev.postern.plugins.internal.Changes.Outcome;

/**
 * A change somebody wants.
 *
 * @param source {@code deploy}, {@code blob}, {@code path} or {@code marketplace}
 * @param file the name in the deploy folder, empty for other sources
 * @param principal who asks
 * @param outcome makes what to keep for the idempotency key
 * @param terms of those who ask for more than a file
 */
record Request(String source, String file, String principal, Outcome outcome, Terms terms) {
    /** The source of what a marketplace sent. */
    static final String MARKETPLACE = "marketplace";

    Request(String source, String file, String principal, Outcome outcome) {
        this(source, file, principal, outcome, Terms.NONE);
    }

    /** To what was let in before under the id. */
    Request goingBack(String id) {
        return with(new Terms(true, terms.from(), terms.sha256(), terms.disabled(), false, Optional.of(id),
                terms.warrant()));
    }

    /** Remembers what names the file at its source. */
    Request from(Optional<String> name) {
        return with(new Terms(terms.back(), name, terms.sha256(), terms.disabled(), terms.keep(), terms.seat(),
                terms.warrant()));
    }

    /** Another major is to serve beside what is installed, and not in its place. */
    Request keeping(boolean both) {
        return with(new Terms(terms.back(), terms.from(), terms.sha256(), terms.disabled(), both, terms.seat(),
                terms.warrant()));
    }

    private Request with(Terms changed) {
        return new Request(source, file, principal, outcome, changed);
    }

    /** A request for a file that a marketplace sent: just those bytes, and signed as it says. */
    static Request of(Parcel parcel, String principal, Outcome outcome) {
        return new Request(MARKETPLACE, "", principal, outcome,
                new Terms(false, Optional.of(parcel.warrant().marketplace()), Optional.of(parcel.sha256()),
                        Optional.empty(), false, Optional.empty(), Optional.of(parcel.warrant())));
    }
}
