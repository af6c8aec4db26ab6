// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import dev.postern.api.schema.Description;

/**
 * What became of a request to exchange a bundle.
 *
 * @param bundle its symbolic name
 * @param version the version that comes
 * @param replaced the version that goes
 * @param state how far it is
 */
public record Exchanged(
        @Description("Its symbolic name.") String bundle,
        @Description("The version that comes.") String version,
        @Description("The version that goes; the same for one that serves already.") String replaced,
        @Description("updated: it serves. begun: it takes this connection with it; come back, and ask bundles.list.") Exchanger.State state) {
    static Exchanged of(Exchanger.Done done) {
        var exchange = done.exchange();
        return new Exchanged(exchange.name(), exchange.to(), exchange.from(), done.state());
    }
}
