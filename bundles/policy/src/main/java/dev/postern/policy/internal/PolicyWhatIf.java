// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.store.Cursor;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code policy.whatif}: which recorded decisions other rules would have made otherwise. Changes nothing. */
@Component(service = Method.class)
@WireMethod(name = "policy.whatif", scope = "policy:read",
        description = "Finds past decisions that other rules would have made otherwise")
public final class PolicyWhatIf implements Method<PolicyWhatIf.Params, PolicyWhatIf.Result> {
    private static final int READ_AT_ONCE = 1_000;
    /** Of one page: about a second. */
    private static final int MOST_READ = 100_000;

    private final PolicyBook book;
    private final Rows rows;
    private final Journal journal;
    private final Json json;

    /** Made by Declarative Services. */
    @Activate
    public PolicyWhatIf(@Reference PolicyBook book, @Reference Rows rows, @Reference Journal journal,
            @Reference Json json) {
        this.book = book;
        this.rows = rows;
        this.journal = journal;
        this.json = json;
    }

    /** The rules, and where to look. */
    public record Params(
            PolicyDocument document,
            @Description("Decisions of that session only") @Size(max = 128) Optional<String> session,
            @Description("Not before then") Optional<Instant> since,
            @Description("How many differences at most") @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the page before said") @Size(max = 32) Optional<String> next) {}

    /** A page. */
    public record Result(
            @Description("How many decisions were looked at") int decisions,
            List<Difference> differences,
            @Description("To pass back for the next page; absent at the end") Optional<String> next) {}

    /** A decision that would have been another. */
    public record Difference(
            Optional<String> session, Optional<String> turn, Optional<String> call, Instant at, String tool,
            DecisionView was,
            DecisionView would) {}

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        DocumentCheck.check(params.document(), "params/document");
        var who = context.principal();
        var draft = book.draft(who.tenant(), params.document());
        long after = params.next().isPresent()
                ? Cursor.position(params.next().get()).orElseThrow(() -> new WireException(ErrorCode.INVALID_PARAMS,
                        "params/next: pass back what the page before said"))
                : journal.prunedTo();
        long end = journal.newest();
        int decisions = 0;
        var found = new ArrayList<Difference>();
        for (int read = 0; read < MOST_READ && after < end && found.size() < params.limit();) {
            if (Thread.interrupted()) {
                throw new InterruptedException("nobody waits for the page any more");
            }
            var page = journal.after(after, READ_AT_ONCE);
            if (page.isEmpty()) {
                break;
            }
            for (var record : page) {
                read++;
                after = record.position();
                var input = input(record.entry(), params, context);
                if (input.isPresent()) {
                    decisions++;
                    difference(record.entry(), input.get(), draft).ifPresent(found::add);
                    if (found.size() == params.limit()) {
                        break;
                    }
                }
            }
        }
        return new Result(decisions, found, after < end ? Optional.of(Cursor.of(after)) : Optional.empty());
    }

    private Optional<PolicyInput> input(Entry entry, Params params, MethodContext context) {
        var who = context.principal();
        var session = entry.session();
        boolean wanted = entry.type() == RecordType.POLICY_DECIDED && entry.tenant().equals(who.tenant())
                && session != null && params.session().filter(only -> !only.equals(session)).isEmpty()
                && params.since().filter(since -> entry.at().isBefore(since)).isEmpty()
                && rows.session(who.tenant(), session).filter(found -> found.isWithinReachOf(who)).isPresent();
        if (!wanted) {
            return Optional.empty();
        }
        try {
            return Optional.of(json.read(entry.replay().object("input").orElse(JsonObject.EMPTY), PolicyInput.class));
        } catch (JsonException erased) {
            return Optional.empty();
        }
    }

    private Optional<Difference> difference(Entry entry, PolicyInput input, CompiledPolicy draft) {
        var was = book.decide(input);
        var would = draft.decide(input);
        return was.effect() == would.effect()
                ? Optional.empty()
                : Optional.of(new Difference(Optional.ofNullable(entry.session()), Optional.ofNullable(entry.turn()),
                        Optional.ofNullable(entry.call()), entry.at(), input.tool(), DecisionView.of(was),
                        DecisionView.of(would)));
    }
}
