// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.io.IOException;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.core.audit.AuditLog;
import dev.postern.core.audit.SignedHead;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code audit.verify}: whether a chain is as it was written. */
@Component(service = Method.class)
@WireMethod(name = "audit.verify", scope = "audit:read",
        description = "Verifies a chain from its beginning, against the newest signed head and what the journal says")
public final class AuditVerify implements Method<AuditVerify.Params, AuditVerify.Result> {
    private final Store store;
    private final AuditLog log;
    private final Journal journal;
    private final KeyedDigest digest;
    private final HeadSigner signer;

    /** Made by Declarative Services. */
    @Activate
    public AuditVerify(@Reference Store store, @Reference AuditLog log, @Reference Journal journal,
            @Reference KeyedDigest digest,
            @Reference HeadSigner signer) {
        this.store = store;
        this.log = log;
        this.journal = journal;
        this.digest = digest;
        this.signer = signer;
    }

    /** What to verify. */
    public record Params(
            @Description("The tenant's own, or the installation's") @DefaultValue("\"tenant\"") Chains.Which chain,
            @Description("Whether contents are held against their digests, too") @DefaultValue("true") boolean payloads) {}

    /** The verdict. */
    public record Result(
            boolean valid,
            @Description("How many records were verified") long records,
            @Description("The end that was reached") End head,
            @Description("The first record that is not as it was") Optional<Long> firstBad,
            @Description("Why") Optional<String> reason,
            @Description("Contents that were erased since; their digests stay") long erased,
            @Description("Records whose contents the journal does not keep any more") long pruned) {}

    /** The end of a chain. */
    public record End(String chain, long seq, String hash) {}

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var chain = Chains.of(context.principal(), params.chain());
        var verdict = verify(chain, params.payloads());
        var head = verdict.head();
        return new Result(verdict.broken().isEmpty(), head.seq(), new End(head.chain(), head.seq(), head.hash()),
                verdict.broken().map(found -> found.seq()), verdict.broken().map(found -> found.reason()),
                verdict.erased(), verdict.pruned());
    }

    private Verification.Verdict verify(String chain, boolean payloads) throws Exception {
        try {
            return new Verification(store, log, journal, digest, chain, payloads).run(kept(chain));
        } catch (StoreException unavailable) {
            throw WireException.of(unavailable);
        }
    }

    private Optional<dev.postern.core.audit.AuditHead> kept(String chain) throws IOException {
        return signer.filed(chain).map(SignedHead::head);
    }
}
