// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.client.Client;
import dev.postern.api.client.ClientMessage.Choice;
import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.PlannerDefinition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom one can speak with, by what a request calls a model: {@code postern}, which decides as the session and the
 * configuration say; each planner by its name; and each model that a planner may be asked for. To choose one is to set up a
 * session, so all but the first are for tokens that may do that.
 */
@Component(service = Agents.class)
public final class Agents {
    /** Whatever the session or the configuration says. */
    static final String ANY = "postern";
    /** What a client needs to choose. */
    static final String CHOOSING = "sessions:write";
    /** There is no telling when a planner was made. */
    private static final long CREATED = 0;
    private static final Logger LOG = LoggerFactory.getLogger(Agents.class);

    private final Map<Planner, String> planners = new ConcurrentHashMap<>();

    /** Of no planners yet. */
    @Activate
    public Agents() {}

    @Reference(service = Planner.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void add(Planner planner, Map<String, Object> properties) {
        if (properties.get(PlannerDefinition.NAME) instanceof String name) {
            planners.put(planner, name);
        }
    }

    void remove(Planner planner) {
        planners.remove(planner);
    }

    /** What a request's model stands for. */
    Choice choice(String model, Client client) throws Refusal {
        return Optional.ofNullable(choices(client).get(model)).orElseThrow(() -> Refusal.notFound("model",
                "model_not_found", "there is no model " + model + " here; GET /v1/models lists those there are"));
    }

    /** The list of them. */
    JsonObject list(Client client) {
        var data = choices(client).keySet().stream().<JsonValue>map(Agents::model).toList();
        return JsonObject.builder().put("object", "list").put("data", new JsonArray(data)).build();
    }

    /** One of them. */
    JsonObject one(String model, Client client) throws Refusal {
        choice(model, client);
        return model(model);
    }

    private Map<String, Choice> choices(Client client) {
        var choices = new TreeMap<String, Choice>();
        if (client.may(CHOOSING)) {
            planners.forEach((planner, name) -> {
                choices.put(name, new Choice(Optional.of(name), Map.of()));
                models(planner, name).forEach(
                        model -> choices.put(model, new Choice(Optional.of(name), Map.of("default", model))));
            });
        }
        choices.put(ANY, Choice.NONE);
        return choices;
    }

    /** One that fails costs nobody the others. */
    private static List<String> models(Planner planner, String name) {
        try {
            return List.copyOf(planner.models());
        } catch (RuntimeException | LinkageError broken) {
            LOG.warn("the planner {} does not say which models it may be asked for: {}", name, broken.toString());
            return List.of();
        }
    }

    private static JsonObject model(String id) {
        return JsonObject.builder().put("id", id).put("object", "model").put("created", CREATED)
                .put("owned_by", "postern").build();
    }
}
