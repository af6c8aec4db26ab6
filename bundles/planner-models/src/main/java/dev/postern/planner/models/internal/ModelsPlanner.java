// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.PlannerDefinition;
import dev.postern.api.planner.TurnView;
import dev.postern.core.access.AccessProvider;
import dev.postern.core.blob.BlobStore;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.model.ModelDesk;
import dev.postern.core.model.ModelNames;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Streams;
import dev.postern.core.wire.WireException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a model decide: each step is one exchange, of which the answer's calls or its text are the decision. Keeps nothing:
 * the model sees its own words again from the notes of the steps. Whether inputs fit a tool's schema, and whether a call may
 * run at all, is not judged here; what the tool runner says of it is what the model reads next.
 */
@Component(service = {Planner.class, ModelNames.class, ModelDesk.class}, configurationPid = PlannerConfig.PID)
@PlannerDefinition(name = "models", steering = true)
@Designate(ocd = PlannerConfig.class)
public final class ModelsPlanner implements Planner, ModelNames, ModelDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ModelsPlanner.class);
    /** How often in one step a model may write calls that cannot be made. */
    private static final int MOST_ROUNDS = 3;

    private final @Nullable Endpoints endpoints;
    private final Exchanges exchanges;
    private final Attachments attachments;
    private volatile Settings settings;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<ModelPrice> prices = List.of();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<LayerText> layers = List.of();

    /** Follows the model providers in the service registry. */
    @Activate
    public ModelsPlanner(BundleContext context, @Reference AccessProvider access, @Reference Streams streams,
            @Reference Metrics metrics, @Reference BlobStore blobs, PlannerConfig config) {
        settings = Settings.of(config);
        endpoints = new Endpoints(context);
        attachments = new Attachments(blobs);
        exchanges = new Exchanges(endpoints, access, streams, metrics, attachments);
    }

    /** For tests: asks through this. */
    ModelsPlanner(PlannerConfig config, Exchanges exchanges, Attachments attachments) {
        this.settings = Settings.of(config);
        this.endpoints = null;
        this.exchanges = exchanges;
        this.attachments = attachments;
    }

    /** A bad value is refused; the old settings keep serving. */
    @Modified
    void change(PlannerConfig config) {
        try {
            settings = Settings.of(config);
        } catch (IllegalArgumentException refused) {
            LOG.error("{}: {}; the settings from before keep serving", PlannerConfig.PID, refused.getMessage());
        }
    }

    @Deactivate
    void stop() {
        if (endpoints != null) {
            endpoints.close();
        }
    }

    @Override
    public Decision next(TurnView turn) throws Exception {
        var now = settings;
        var names = new ToolNames(turn.tools());
        var models = Routing.step(turn, now);
        var notes = turn.steps().stream().flatMap(step -> StepNote.read(step.note(), step.calls().size()).stream())
                .toList();
        // what the turn began with holds for all of it
        var instruction = notes.stream().flatMap(note -> note.instruction().stream()).findFirst()
                .orElseGet(() -> Instructions.of(turn, now.instruction(), layers));
        var messages = new ArrayList<>(new Conversation(turn, now, names, attachments, instruction).messages());
        long before = notes.stream().mapToLong(StepNote::tokens).sum();
        long tokens = 0;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            checkTokens(before + tokens, now);
            var answer = exchanges.ask(turn, now, prices, models, messages, names.offered());
            tokens += Tokens.of(messages, answer);
            if (answer.calls().isEmpty()) {
                return new Decision.Reply(answer.text() + ending(answer));
            }
            var wanted = new WantedCalls(answer.calls(), names);
            if (wanted.areReadable()) {
                return new Decision.CallTools(wanted.calls(),
                        new StepNote(answer.text(), answer.calls(), answer.continuation(), tokens,
                                Optional.of(instruction).filter(_ -> turn.steps().isEmpty())).write());
            }
            messages.add(new ModelMessage.Answered(answer.text(), answer.calls(), answer.continuation()));
            messages.addAll(wanted.refusals());
        }
        throw new WireException(ErrorCode.PRECONDITION_FAILED,
                "the model wrote calls that cannot be made " + MOST_ROUNDS
                        + " times, one after another; ask again in other words, or another model");
    }

    @Override
    public List<String> models() {
        var now = settings;
        return Stream.of(now.model().stream(), now.toolModel().stream(), now.fallbacks().stream())
                .flatMap(names -> names)
                .map(ModelName::toString)
                .distinct()
                .toList();
    }

    @Override
    public List<String> summarizers(Map<String, String> routing) {
        return Routing.summary(routing, settings).stream().map(ModelName::toString).toList();
    }

    /** By the same endpoints and breakers as a step of a turn, within the same limits of an exchange. */
    @Override
    public ModelAnswer ask(Errand errand) throws Exception {
        var models = errand.models().stream().flatMap(name -> ModelName.of(name).stream()).toList();
        return exchanges.ask(new ErrandView(errand), settings, prices, models, errand.messages(), List.of());
    }

    @Override
    public Optional<String> problem(String name) {
        var known = endpoints == null ? List.<String>of() : endpoints.names();
        var model = ModelName.of(name);
        if (model.filter(wanted -> known.contains(wanted.endpoint())).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(model.map(wanted -> "there is no model endpoint " + wanted.endpoint())
                .orElse("a model is an endpoint and a model of it, such as local/llama3.2") + "; there are " + known
                + ", and configuration names the models " + settings.named());
    }

    private static void checkTokens(long spent, Settings settings) throws WireException {
        if (spent >= settings.turnTokens()) {
            throw new WireException(ErrorCode.PRECONDITION_FAILED,
                    "it took " + spent + " tokens, and the limit of a turn is "
                            + settings.turnTokens() + ", max.turn.tokens of " + PlannerConfig.PID);
        }
    }

    private static String ending(ModelAnswer answer) {
        return switch (answer.stop()) {
            case LENGTH -> "\n\n[The answer was cut: it reached the limit of tokens.]";
            case FILTERED -> "\n\n[The model's endpoint withheld the rest.]";
            case DONE, CALLS -> "";
        };
    }
}
