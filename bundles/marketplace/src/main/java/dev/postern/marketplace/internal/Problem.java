// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.List;

import dev.postern.api.schema.Description;
import dev.postern.marketplace.internal.Trouble.State;

/**
 * A marketplace that is not well, for whoever sees what others have.
 *
 * @param marketplace its name
 * @param code how it stands
 * @param message why
 */
public record Problem(
        @Description("The marketplace's name.") String marketplace,
        @Description("How it stands.") State code,
        @Description("Why; what it had before may be listed all the same.") String message) {
    static List<Problem> of(Shelves shelves) {
        return shelves.all().stream().filter(shelf -> shelf.view().state() != State.OK)
                .map(shelf -> new Problem(shelf.source().name(), shelf.view().state(), shelf.view().message()))
                .toList();
    }
}
