// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** Writes a chain up to its signed end into a file, and that end into another beside it. */
final class AuditExportCommand implements Command {
    private static final int PAGE = 1_000;

    @Override
    public Spec spec() {
        return Spec.of("audit export", "FILE", 1, "Write the chain into a file that verifies without the gateway")
                .with(AuditCommands.INSTALLATION)
                .saying("""
                A record a line, as they are linked; the signed end of the chain goes into FILE.head.
                'postern audit verify FILE --key KEY' verifies both; KEY is the home's audit/public.key.""");
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var file = Path.of(in.argument(0));
        // before the records: what is written while we read comes after it, and is left out
        var head = in.call("audit.head", AuditCommands.chain(in).build()).object("head").orElse(JsonObject.EMPTY);
        long end = head.integer("seq").orElse(0L);
        var part = Path.of(file + ".part");
        try {
            write(in, part, end);
            Files.writeString(headOf(file), head.canonical() + "\n");
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        if (in.json()) {
            in.print(JsonObject.builder().put("records", end).put("head", head).build());
        } else {
            in.print(end + " records  " + Shown.line(file.toString()));
        }
    }

    /** Where the signed end of an export lies. */
    static Path headOf(Path export) {
        return Path.of(export + ".head");
    }

    private static void write(Invocation in, Path file, long end) throws Failure, UsageException, IOException {
        try (var out = Files.newBufferedWriter(file)) {
            for (long after = 0; after < end;) {
                var page = in.call("audit.export", AuditCommands.chain(in)
                        .put("after", after)
                        .put("limit", Math.min(PAGE, end - after))
                        .build());
                var records = page.array("records").orElse(JsonArray.EMPTY).strings();
                for (var record : records) {
                    out.write(record);
                    out.write('\n');
                }
                after += records.size();
                if (records.isEmpty()) {
                    throw new Failure("internal",
                            "the chain ends at record " + after + ", and its signed head at " + end
                                    + ": see 'postern audit verify'");
                }
            }
        }
    }
}
