// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.method;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.api.surface.InboundMessage;
import dev.postern.core.blob.BlobStore;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import dev.postern.pipeline.internal.Accepted;
import dev.postern.pipeline.internal.Engine;
import dev.postern.pipeline.internal.PipelineComponent;
import dev.postern.pipeline.internal.record.Times;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes a message from a client of the wire. */
@Component
@WireMethod(name = "messages.send", scope = "messages:write", effect = true,
        description = "Sends a message; what is accepted is durable and will be answered")
public final class MessagesSend implements Method<MessagesSend.Params, MessagesSend.Result> {
    private static final int MAX_NAME = 256;

    private final Engine engine;
    private final BlobStore blobs;
    private final Clock clock = Clock.systemUTC();

    /** Over the engine and the blobs. */
    @Activate
    public MessagesSend(@Reference PipelineComponent pipeline, @Reference BlobStore blobs) {
        this(pipeline.engine(), blobs);
    }

    /** Over these. */
    public MessagesSend(Engine engine, BlobStore blobs) {
        this.engine = engine;
        this.blobs = blobs;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        if (params.session().isPresent() && (params.peer().isPresent() || params.thread().isPresent())) {
            throw new WireException(ErrorCode.INVALID_PARAMS,
                    "params/session: a session has its peer and thread; give either it or them");
        }
        var sender = context.principal();
        var message = new InboundMessage(params.peer().orElse(sender.id()), params.thread().orElse("main"), "",
                parts(params, sender.tenant()), Times.now(clock), "", JsonObject.EMPTY);
        var incoming = new Incoming(sender, Session.GATEWAY, params.session(), message, context.traceparent(),
                params.dryRun(), params.mode());
        return result(engine.accept(incoming, accepted -> riders(accepted, context)));
    }

    private List<Part> parts(Params params, String tenant) throws WireException {
        if (params.text().isEmpty() && params.attachments().orElse(List.of()).isEmpty()) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "params/text: must not be empty without attachments",
                    List.of(JsonObject.builder().put("path", "/text").put("rule", "minLength").build()), false, null);
        }
        var parts = new ArrayList<Part>();
        if (!params.text().isEmpty()) {
            parts.add(new Part.Text(params.text(), Origin.PERSON));
        }
        var attached = params.attachments().orElse(List.of());
        var names = names(params, attached.size());
        for (int i = 0; i < attached.size(); i++) {
            var id = attached.get(i);
            var blob = blobs.info(tenant, id).orElseThrow(() -> WireException.notFound("blob", id));
            parts.add(new Part.Blob(blob.id(), blob.mediaType(), names.get(i), Origin.PERSON));
        }
        return parts;
    }

    /** A blob has none of its own: the same bytes may be attached under several. */
    private static List<String> names(Params params, int attached) throws WireException {
        var names = params.attachmentNames().orElseGet(() -> Collections.nCopies(attached, ""));
        if (names.size() != attached) {
            throw wrongName("params/attachmentNames: as many as attachments, one for each, or none at all", "size");
        }
        if (names.stream().anyMatch(name -> name.length() > MAX_NAME)) {
            throw wrongName("params/attachmentNames: a name is at most " + MAX_NAME + " characters", "maxLength");
        }
        return names;
    }

    private static WireException wrongName(String why, String rule) {
        return new WireException(ErrorCode.INVALID_PARAMS, why,
                List.of(JsonObject.builder().put("path", "/attachmentNames").put("rule", rule).build()), false, null);
    }

    private static List<Write> riders(Accepted accepted, MethodContext context) {
        return context.idempotency().map(claim -> claim.outcome(result(accepted))).map(List::of).orElse(List.of());
    }

    private static Result result(Accepted accepted) {
        return new Result(accepted.session(), accepted.turn(), Turn.State.QUEUED, accepted.message(),
                accepted.target());
    }

    /** What to say, and to whom. */
    public record Params(
            @Description("The peer to speak as; needs peers:impersonate unless it is oneself") @Size(min = 1,
                    max = 256) Optional<String> peer,
            @Description("The conversation; main when absent") @Size(min = 1, max = 256) Optional<String> thread,
            @Description("The session, instead of peer and thread") @Size(max = 128) Optional<String> session,
            @Description("The text; may be empty when there are attachments") @Size(max = 262_144) String text,
            @Description("Ids of blobs to attach") @Size(max = 31) Optional<List<String>> attachments,
            @Description("What the attachments are called, one name for each in their order, each of at most 256 characters;"
                    + " empty for none") @Size(max = 31) Optional<List<String>> attachmentNames,
            @Description("What it does to a turn that runs: queue, it waits for a turn of its own; collect, it becomes one turn"
                    + " with others; steer, it reaches the turn at its next step; interrupt, it ends the turn and is the"
                    + " next; what the session says when absent") Optional<QueueMode> mode,
            @Description("Whether its turn executes nothing: calls are validated, judged and previewed") @DefaultValue("false") boolean dryRun) {}

    /** Where it went. */
    public record Result(
            @Description("The session") String session,
            @Description("The turn that will answer") String turn,
            @Description("Where the turn stands") Turn.State state,
            @Description("The message's own id") String message,
            @Description("The turn that it is to steer or to interrupt; absent when there is none that it may") Optional<String> target) {}
}
