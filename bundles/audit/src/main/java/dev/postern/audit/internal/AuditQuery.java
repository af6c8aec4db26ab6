// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.audit.AuditLog;
import dev.postern.core.store.Rows;
import dev.postern.core.tool.ToolRunner;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code audit.query}: who did what, when, by which rule, and how it ended. Reads the chain itself, from {@code since} on:
 * a page ends when it is full or when enough was read; {@code next} goes on from there, even after an empty page.
 */
@Component(service = Method.class)
@WireMethod(name = "audit.query", scope = "audit:read", description = "Finds audit records, the oldest first")
public final class AuditQuery implements Method<AuditQuery.Params, AuditQuery.Result> {
    private static final int READ_AT_ONCE = 1_000;
    /** Of one page: some tenths of a second. */
    private static final int MOST_READ = 50_000;

    private final AuditLog log;
    private final Outcomes outcomes;

    /** Made by Declarative Services. */
    @Activate
    public AuditQuery(@Reference AuditLog log, @Reference Rows rows, @Reference ToolRunner runner) {
        this.log = log;
        this.outcomes = new Outcomes(rows, runner);
    }

    /** What to find: records that have all that is named. */
    public record Params(
            @Description("The tenant's own, or the installation's") @DefaultValue("\"tenant\"") Chains.Which chain,
            @Description("Not before then") Optional<Instant> since,
            @Description("Before then") Optional<Instant> until,
            @Description("Who asked for it, decided or did it") @Size(max = 600) Optional<String> principal,
            @Description("With which tool") @Size(max = 64) Optional<String> tool,
            @Description("In which session") @Size(max = 128) Optional<String> session,
            @Description("Of which call") @Size(max = 128) Optional<String> call,
            @Description("What happened: a type of the journal's catalogue, or area.*") @Size(
                    max = 64) Optional<String> type,
            @Description("How it ended, or what was decided: finished, failed, denied, unknown, allow, approved, …") @Size(
                    max = 64) Optional<String> outcome,
            @Description("How many at most") @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the page before said") @Size(max = 20) Optional<String> next) {}

    /** A page. */
    public record Result(
            @Description("The oldest first") List<AuditView> records,
            @Description("To pass back for the next page; absent at the end") Optional<String> next) {}

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var chain = Chains.of(context.principal(), params.chain());
        long after = begin(params, chain);
        long end = log.head(chain).seq();
        var found = new ArrayList<AuditView>();
        for (int read = 0; read < MOST_READ && after < end;) {
            if (Thread.interrupted()) {
                throw new InterruptedException("nobody waits for the page any more");
            }
            for (var record : log.after(chain, after, READ_AT_ONCE)) {
                var view = outcomes.settled(AuditView.of(record), context.principal().tenant());
                if (params.until().filter(until -> !view.at().isBefore(until)).isPresent()) {
                    return new Result(found, Optional.empty());
                }
                if (wanted(view, params)) {
                    found.add(view);
                }
                after = record.seq();
                read++;
                if (found.size() == params.limit()) {
                    return new Result(found, next(after, end));
                }
            }
        }
        return new Result(found, next(after, end));
    }

    private long begin(Params params, String chain) throws WireException {
        if (params.next().isPresent()) {
            try {
                return Math.max(0, Long.parseLong(params.next().get()));
            } catch (NumberFormatException notOurs) {
                throw new WireException(ErrorCode.INVALID_PARAMS, "params/next: pass back what the page before said");
            }
        }
        return params.since().map(since -> log.before(chain, since)).orElse(0L);
    }

    private static Optional<String> next(long after, long end) {
        return after < end ? Optional.of(Long.toString(after)) : Optional.empty();
    }

    private static boolean wanted(AuditView view, Params params) {
        return params.since().filter(since -> view.at().isBefore(since)).isEmpty()
                && (same(params.principal(), view.principal()) || same(params.principal(), view.by()))
                && same(params.tool(), view.tool())
                && same(params.session(), view.session())
                && same(params.call(), view.call())
                && same(params.outcome(), view.outcome())
                && params.type().filter(type -> !matches(type, view.type())).isEmpty();
    }

    private static boolean same(Optional<String> wanted, Optional<String> is) {
        return wanted.isEmpty() || wanted.equals(is);
    }

    private static boolean matches(String wanted, String type) {
        return wanted.endsWith(".*")
                ? type.startsWith(wanted.substring(0, wanted.length() - 1))
                : wanted.equals(type);
    }
}
