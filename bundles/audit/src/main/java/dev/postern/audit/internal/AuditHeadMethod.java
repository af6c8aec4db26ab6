// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.core.audit.SignedHead;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Signs the end of a chain for whoever wants to keep it elsewhere. */
@Component(service = Method.class)
@WireMethod(name = "audit.head", scope = "audit:read",
        description = "Signs the end of a chain, to be kept elsewhere: a cut or changed chain shows against it")
public final class AuditHeadMethod implements Method<AuditHeadMethod.Params, AuditHeadMethod.Result> {
    private final HeadSigner signer;

    /** Over the signer. */
    @Activate
    public AuditHeadMethod(@Reference HeadSigner signer) {
        this.signer = signer;
    }

    /** Whose chain. */
    public record Params(
            @Description("The tenant's own, or the installation's") @DefaultValue("\"tenant\"") Chains.Which chain) {}

    /** The end, signed. */
    public record Result(
            Head head,
            @Description("The key that verifies signatures, base64 of its X.509 encoding") String publicKey,
            @Description("Why signed heads are not handed out; absent while they are") Optional<String> problem) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var chain = Chains.of(context.principal(), params.chain());
        var head = signer.signed(chain).orElseThrow(() -> new WireException(ErrorCode.PRECONDITION_FAILED,
                "the chain " + chain
                        + " does not go on from what was signed of it: audit.verify tells where it broke"));
        return new Result(Head.of(head), signer.publicKey(),
                Optional.of(signer.problem()).filter(problem -> !problem.isEmpty()));
    }

    /** A signed head. */
    public record Head(
            String chain,
            @Description("The newest record's number") long seq,
            @Description("Its SHA-256, hex") String hash,
            @Description("When it was signed") Instant at,
            @Description("Which key signed") String key,
            @Description("Ed25519 over the canonical JSON of the other members, base64") String signature) {
        static Head of(SignedHead signed) {
            return new Head(signed.head().chain(), signed.head().seq(), signed.head().hash(), signed.at(), signed.key(),
                    signed.signature());
        }
    }
}
