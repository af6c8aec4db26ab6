// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.postern.api.json.JsonObject;

/** Whether a chain is as it was written: the gateway's, or an export, for which no gateway is needed. */
final class AuditVerifyCommand implements Command {
    @Override
    public Spec spec() {
        return new Spec(
                "audit verify",
                "[FILE]",
                "Verify the chain; or an export of it, without the gateway",
                """
                Without FILE the gateway verifies its chain and what the journal says. With FILE nothing is asked of any
                gateway: each record is held against the one before it, and against the heads that the key signed, of
                FILE.head or of --heads. Without --key only the links are verified, which whoever rewrites all of FILE
                can forge. Exits with 1 and names the first record that is not as it was.""",
                0,
                1,
                List.of(
                        AuditCommands.INSTALLATION,
                        new Spec.Option("--key", "FILE", "the public key, from the gateway's audit/public.key"),
                        new Spec.Option("--heads", "FILE", "signed heads kept elsewhere, one a line")));
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var verdict = in.arguments().isEmpty() ? online(in) : offline(in, Path.of(in.argument(0)));
        if (in.json()) {
            in.print(verdict);
        } else {
            Details.print(in, verdict);
        }
        if (!verdict.bool("valid").orElse(false)) {
            throw new Failure("precondition_failed", "the chain is broken at record "
                    + verdict.integer("firstBad").orElse(0L) + ": " + verdict.text("reason").orElse("no reason given"));
        }
    }

    private static JsonObject online(Invocation in) throws Failure, UsageException, IOException {
        if (in.has("--key") || in.has("--heads")) {
            throw new UsageException("--key and --heads go with FILE");
        }
        return in.call("audit.verify", AuditCommands.chain(in).build());
    }

    private static JsonObject offline(Invocation in, Path file) throws Failure, UsageException, IOException {
        if (in.has(AuditCommands.INSTALLATION.name())) {
            throw new UsageException("FILE says itself whose chain it is");
        }
        readable(file);
        var key = in.option("--key");
        var heads = in.option("--heads");
        if (key == null) {
            if (heads != null) {
                throw new UsageException("--heads needs --key, to tell whether they were signed");
            }
            in.note("Links only: without --key nothing shows whether all was rewritten or the end was cut.");
            return new OfflineAudit(file, SignedHeads.NONE).verify();
        }
        var beside = AuditExportCommand.headOf(file);
        var from = heads == null ? beside : Path.of(heads);
        if (heads == null && !Files.exists(beside)) {
            throw new UsageException("there is no " + beside + ": name the signed heads with --heads");
        }
        return new OfflineAudit(file, SignedHeads.read(readable(from), readable(Path.of(key)))).verify();
    }

    private static Path readable(Path file) throws Failure {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new Failure("not_found", "cannot read " + file);
        }
        return file;
    }
}
