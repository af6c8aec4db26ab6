// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.time.Duration;
import java.util.List;

import dev.postern.api.json.JsonObject;

/** Models, as far as they can be set up and asked from here; no gateway need run. */
final class ModelCommands {
    private static final int PATIENCE_S = 30;
    private static final int MOST_TO_CHOOSE = 100;
    static final Spec.Option TIMEOUT = new Spec.Option("--timeout", "SECONDS",
            "how long the model may take to answer; default " + PATIENCE_S);

    private ModelCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "model add" -> new ModelAddCommand();
            case "model list" -> new ModelListCommand();
            case "model test" -> new ModelTestCommand();
            default -> throw Catalog.unknown(name);
        };
    }

    static Duration deadline(Invocation in) throws UsageException {
        return Duration.ofSeconds(in.number("--timeout", PATIENCE_S));
    }

    /** Those that can be asked something. */
    static List<String> usable(List<String> models) {
        return models.stream().filter(ModelEndpoint::isName).filter(name -> !name.contains("embed")).toList();
    }

    /**
     * The model to ask where none was named: the only one, or the first of this machine's or network's. Others may cost
     * money, so one of several is not taken unasked.
     */
    static String choose(ModelEndpoint endpoint, List<String> models) throws Failure {
        var usable = usable(models);
        if (usable.isEmpty()) {
            throw noModel(endpoint, models);
        }
        if (usable.size() > 1 && !endpoint.url().isPrivate()) {
            throw new Failure("invalid_params", endpoint.url() + " has " + usable.size()
                    + " models: name one. They are " + ModelEndpoint.brief(usable, MOST_TO_CHOOSE));
        }
        return usable.getFirst();
    }

    /** Why none is usable. */
    static Failure noModel(ModelEndpoint endpoint, List<String> models) {
        return new Failure("not_found", endpoint.url() + (models.isEmpty()
                ? " has no model: load one there first, with Ollama for example by 'ollama pull llama3.2'"
                : " has no model that can be asked: its name must be of letters, digits and . _ : / @ + -, not begin with a"
                        + " sign, and be of no embedding; it has " + ModelEndpoint.brief(models)
                        + "; with llama.cpp, --alias gives another name"));
    }

    /** What was used, and what came of it. */
    static JsonObject.Builder used(ModelEndpoint endpoint, ModelEndpoint.Answer answer) {
        var used = JsonObject.builder()
                .put("endpoint", endpoint.name())
                .put("url", endpoint.url().toString())
                .put("wire", endpoint.wire().toString())
                .put("model", endpoint.name() + "/" + answer.model())
                .put("answer", answer.text());
        return answer.usage().equals(JsonObject.EMPTY) ? used : used.put("tokens", answer.usage());
    }
}
