// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.util.Optional;

import dev.postern.core.marketplace.Marketplaces.Warrant;
import dev.postern.core.plugin.PluginException;
import dev.postern.plugins.internal.Staging.StagedFile;

/**
 * What else is asked for.
 *
 * @param back whether somebody goes back to what was let in before
 * @param from the path below the import folder, the blob or the marketplace that the file is in
 * @param sha256 that the file must have, hex
 * @param disabled whether the plugin shall rest; absent is as it is
 * @param keep whether another major serves beside what is installed
 * @param seat the id under which it is to be installed; absent is what {@link Seat} says
 * @param warrant what a marketplace says of the file
 */
record Terms(
        boolean back,
        Optional<String> from,
        Optional<String> sha256,
        Optional<Boolean> disabled,
        boolean keep,
        Optional<String> seat,
        Optional<Warrant> warrant) {
    static final Terms NONE = new Terms(false, Optional.empty(), Optional.empty(), Optional.empty(), false,
            Optional.empty(),
            Optional.empty());

    /** @throws PluginException code {@code wrong_digest}; the staged file is gone then */
    void check(StagedFile staged) throws PluginException, IOException {
        if (sha256.isPresent() && !sha256.get().equals(staged.sha256())) {
            staged.close();
            throw new PluginException("wrong_digest", "its file has the SHA-256 " + staged.sha256() + ", where "
                    + sha256.get() + " is asked for; these are other bytes", null);
        }
    }
}
