// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.core.audit.AuditLog;
import dev.postern.core.audit.AuditRecord;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reads a chain as it is, page by page: what is written to a file verifies without the gateway. */
@Component(service = Method.class)
@WireMethod(name = "audit.export", scope = "audit:read",
        description = "Reads a chain's records as they are linked, page by page")
public final class AuditExport implements Method<AuditExport.Params, AuditExport.Result> {
    /** A page is one frame. */
    private static final int MOST_CHARACTERS = 512 << 10;

    private final AuditLog log;

    /** Over the log. */
    @Activate
    public AuditExport(@Reference AuditLog log) {
        this.log = log;
    }

    /** Which page. */
    public record Params(
            @Description("The tenant's own, or the installation's") @DefaultValue("\"tenant\"") Chains.Which chain,
            @Description("The number of the last record of the page before; 0 to begin") @Range(min = 0,
                    max = 9_007_199_254_740_991L) @DefaultValue("0") long after,
            @Description("How many at most") @Range(min = 1, max = 2_000) @DefaultValue("1000") int limit) {}

    /** A page. */
    public record Result(
            String chain,
            @Description("Canonical JSON texts (RFC 8785), in order; each one's SHA-256 is the next one's previous") List<String> records,
            @Description("To pass back as after; absent at the end") Optional<Long> next) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var chain = Chains.of(context.principal(), params.chain());
        var found = log.after(chain, params.after(), params.limit());
        var texts = new ArrayList<String>(found.size());
        long last = params.after();
        int characters = 0;
        for (AuditRecord record : found) {
            characters += record.text().length();
            if (!texts.isEmpty() && characters > MOST_CHARACTERS) {
                break;
            }
            texts.add(record.text());
            last = record.seq();
        }
        return new Result(chain, texts, last < log.head(chain).seq() ? Optional.of(last) : Optional.empty());
    }
}
