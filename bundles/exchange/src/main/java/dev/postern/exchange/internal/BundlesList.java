// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.util.List;

import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code bundles.list}. */
@Component
@WireMethod(name = "bundles.list", scope = "bundles:read",
        description = "Lists the gateway's own bundles, and which of them can be exchanged.")
public final class BundlesList implements Method<BundlesList.Params, BundlesList.Answer> {
    private final Exchanger exchanger;

    /** Over what exchanges them. */
    @Activate
    public BundlesList(@Reference Exchanger exchanger) {
        this.exchanger = exchanger;
    }

    @Override
    public Answer handle(Params params, MethodContext context) {
        return new Answer(exchanger.list());
    }

    /** Nothing. */
    public record Params() {}

    /** @param bundles by symbolic name; there are fewer than a hundred */
    public record Answer(List<BundleView> bundles) {}
}
