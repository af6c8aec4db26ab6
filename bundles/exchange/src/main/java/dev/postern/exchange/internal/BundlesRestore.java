// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code bundles.restore}. */
@Component
@WireMethod(name = "bundles.restore", scope = "bundles:write", effect = true,
        description = "Has the bundle that was shipped serve again.")
public final class BundlesRestore implements Method<BundlesRestore.Params, Exchanged> {
    private final Exchanger exchanger;

    /** Over what exchanges them. */
    @Activate
    public BundlesRestore(@Reference Exchanger exchanger) {
        this.exchanger = exchanger;
    }

    @Override
    public Exchanged handle(Params params, MethodContext context) throws Exception {
        return Exchanged.of(exchanger.restore(params.bundle(), context.principal().id()));
    }

    /** @param bundle which */
    public record Params(@Description("The bundle's symbolic name.") @Size(max = 128) String bundle) {}
}
