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

/** {@code bundles.update}: a repeat of one that is done already changes nothing and is answered the same. */
@Component
@WireMethod(name = "bundles.update", scope = "bundles:write", effect = true,
        description = "Has an uploaded file take the place of one of the gateway's own bundles, while everything goes on.")
public final class BundlesUpdate implements Method<BundlesUpdate.Params, Exchanged> {
    private final Exchanger exchanger;

    /** Over what exchanges them. */
    @Activate
    public BundlesUpdate(@Reference Exchanger exchanger) {
        this.exchanger = exchanger;
    }

    @Override
    public Exchanged handle(Params params, MethodContext context) throws Exception {
        return Exchanged.of(exchanger.update(params.blob(), context.principal()));
    }

    /** @param blob the file */
    public record Params(@Description("The id of a blob, as POST /blobs gave it.") @Size(max = 128) String blob) {}
}
