// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** From nothing to a model that answers: finds or takes an endpoint, asks it once, and writes the configuration. */
final class ModelAddCommand implements Command {
    /** With {@code .key} behind it, it must be a secret's name. */
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,59}";
    /** What is said by who does not speak a wire, or takes its key for none. */
    private static final Set<String> MAYBE_ANOTHER_WIRE = Set.of("not_found", "unauthenticated", "precondition_failed");

    @Override
    public Spec spec() {
        return new Spec(
                "model add",
                "",
                "Set up a model that answers: of this machine, or of an endpoint elsewhere",
                """
                Without --url it looks for servers of this machine (Ollama, llama.cpp, vLLM, LM Studio) and takes the
                first that has a model. The model is asked for one word, from here, over one wire after another unless
                --wire names it; only when it answers, the files that docs/models.md describes are written, which a
                gateway takes while it runs.
                  postern model add --default
                  postern model add --url https://api.openai.com/v1 --wire responses --model gpt-5-mini --key
                  postern model add --url https://api.anthropic.com --model claude-sonnet-4-5 --key --default""",
                0,
                0,
                List.of(
                        new Spec.Option("--url", "URL", "the endpoint's address, most end in /v1"),
                        new Spec.Option("--wire", "WIRE", "which it speaks: " + ModelWire.names()),
                        new Spec.Option("--name", "NAME", "what to call it: a-z, 0-9 and -"),
                        new Spec.Option("--model", "MODEL", "which of its models"),
                        new Spec.Option("--key", "", "ask for its key, unseen; or read it from standard input"),
                        new Spec.Option("--images", "", "the model takes images, and is shown them"),
                        new Spec.Option("--default", "", "for all sessions that say nothing else"),
                        new Spec.Option("--replace", "", "put it in the place of what is configured otherwise"),
                        new Spec.Option("--ports", "PORTS", "look for servers at these ports, with commas"),
                        ModelCommands.TIMEOUT));
    }

    /**
     * What is to be set up.
     *
     * @param endpoint where
     * @param wires that it may speak, in the order in which they are tried
     * @param model which of its models; null where that is not said
     * @param found what is on this machine; null when that was not looked for
     */
    private record Choice(ModelEndpoint endpoint, List<ModelWire> wires, @Nullable String model,
            @Nullable JsonArray found) {}

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var deadline = ModelCommands.deadline(in);
        var conf = ModelConf.read(in.settings().home());
        var choice = in.has("--url") ? named(in, conf) : local(in, conf);
        Failure first = null;
        for (var wire : choice.wires()) {
            try {
                add(in, ModelConf.read(in.settings().home()), choice, choice.endpoint().over(wire), deadline);
                return;
            } catch (Failure failed) {
                if (!MAYBE_ANOTHER_WIRE.contains(failed.code())) {
                    throw failed;
                }
                first = first == null ? failed : first;
            }
        }
        throw Objects.requireNonNull(first);
    }

    private static void add(Invocation in, ModelConf conf, Choice choice, ModelEndpoint endpoint, Duration deadline)
            throws Failure, IOException {
        var model = choice.model() == null ? ModelCommands.choose(endpoint, endpoint.models()) : choice.model();
        var setup = new ModelSetup(conf, endpoint, in.has("--replace"));
        if (in.has("--key")) {
            setup.key(endpoint.key(), in.settings());
        }
        if (in.has("--images")) {
            setup.images(model);
        }
        setup.model(model, in.has("--default"));
        var expected = conf.endpoint(endpoint.name()).map(ModelConf.Endpoint::tokensField).orElse(ModelEndpoint.TOKENS);
        var answer = endpoint.exchange(model, expected, deadline);
        setup.tokensField(answer.tokensField());
        var result = ModelCommands.used(endpoint, answer).put("files", setup.write());
        if (in.json()) {
            var found = choice.found();
            in.print((found == null ? result : result.put("found", found)).build());
        } else {
            Details.print(in, result.build());
            in.note(next(conf, endpoint.name() + "/" + model));
        }
    }

    private static String next(ModelConf conf, String model) {
        if (!conf.plannerName().equals("models")) {
            return "A gateway that runs takes this within a second. The planner stays " + Shown.line(conf.plannerName())
                    + ": 'postern sessions update SESSION planner=models' has models decide in one session, and"
                    + " 'postern model add --default' in all.";
        }
        return "A gateway that runs takes this within a second. "
                + (conf.model().equals(model)
                        ? "The planner is models, and " + model + " decides in all sessions that say nothing else."
                        : "The model of all sessions stays " + Shown.line(conf.model()) + "; --default changes it.");
    }

    private static Choice named(Invocation in, ModelConf conf) throws Failure, UsageException, IOException {
        EndpointUrl url;
        try {
            url = EndpointUrl.of(String.valueOf(in.option("--url")));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--url " + e.getMessage());
        }
        if (in.has("--ports")) {
            throw new UsageException("--ports goes without --url");
        }
        var name = name(in, url.suggestedName());
        var wires = wires(in, conf, name, String.valueOf(in.option("--url")));
        var model = model(in);
        return new Choice(new ModelEndpoint(name, url, wires.getFirst(), key(in, conf, url)), wires, model, null);
    }

    private static List<ModelWire> wires(Invocation in, ModelConf conf, String name, String url)
            throws Failure, UsageException {
        var configured = conf.endpoint(name);
        var named = in.option("--wire");
        if (named == null) {
            return configured.map(each -> List.of(each.wire())).orElse(ModelWire.likely(url));
        }
        var wire = ModelWire.named(named)
                .orElseThrow(() -> new UsageException("--wire takes one of " + ModelWire.names()));
        if (configured.isPresent() && configured.get().wire() != wire) {
            throw new Failure("conflict", configured.get().file().shown() + ": " + name + " speaks "
                    + configured.get().wire() + ": give the other another --name, or remove that file first");
        }
        return List.of(wire);
    }

    private static EndpointKey key(Invocation in, ModelConf conf, EndpointUrl url)
            throws Failure, UsageException, IOException {
        if (in.has("--key")) {
            if (url.isReadable()) {
                in.note("The key goes to " + url + " as it is: whoever is on the way can read it. Is it not https?");
            }
            return KeyPrompt.ask(url.toString());
        }
        // the one that is configured goes to nobody else
        var configured = conf.endpoint(name(in, url.suggestedName())).filter(each -> each.isAt(url));
        return configured.isPresent() ? configured.get().open(in.settings()).key() : EndpointKey.NONE;
    }

    private static String name(Invocation in, String otherwise) throws UsageException {
        var name = in.option("--name");
        if (name != null && !name.matches(NAME)) {
            throw new UsageException("--name takes a-z, 0-9 and -, at most 60, and no - first");
        }
        return name == null ? otherwise : name;
    }

    private static @Nullable String model(Invocation in) throws UsageException {
        var model = in.option("--model");
        if (model != null && !ModelEndpoint.isName(model)) {
            throw new UsageException("--model takes letters, digits and . _ : / @ + -, at most 256, and a letter or a"
                    + " digit first");
        }
        return model;
    }

    private static Choice local(Invocation in, ModelConf conf) throws Failure, UsageException, IOException {
        if (in.has("--key")) {
            throw new UsageException("--key goes with --url, which says whose it is");
        }
        var ports = ports(in);
        var model = model(in);
        var found = LocalServers.look(ports);
        var shown = new ArrayList<JsonValue>();
        found.forEach(each -> shown.add(each.shown()));
        if (!in.json()) {
            found.forEach(each -> in.print("Found " + each.endpoint().name() + "  " + each.endpoint().url() + "  "
                    + (each.wantsKey()
                            ? "wants a key: add it with --url and --key"
                            : each.models().isEmpty() ? "no model" : Shown.line(ModelEndpoint.brief(each.models())))));
        }
        for (var each : found) {
            if (model == null ? each.hasModel() : each.models().contains(model)) {
                var name = name(in, each.endpoint().name());
                var wires = wires(in, conf, name, each.endpoint().url().toString());
                return new Choice(new ModelEndpoint(name, each.endpoint().url(), wires.getFirst(), EndpointKey.NONE),
                        wires,
                        model == null ? ModelCommands.choose(each.endpoint(), each.models()) : model,
                        new JsonArray(shown));
            }
        }
        throw none(ports, model, found);
    }

    private static Failure none(List<Integer> ports, @Nullable String model, List<LocalServers.Found> found) {
        if (model != null && !found.isEmpty()) {
            return new Failure("not_found", "no server of this machine has the model " + model);
        }
        for (var each : found) {
            if (!each.wantsKey()) {
                return ModelCommands.noModel(each.endpoint(), each.models());
            }
        }
        return new Failure("not_found", "no server of this machine has a model; looked at the ports "
                + ports.stream().map(LocalServers::named).collect(Collectors.joining(", "))
                + ": start one, for example 'ollama serve', or name an endpoint with --url, and with --key where it"
                + " wants one");
    }

    private static List<Integer> ports(Invocation in) throws UsageException {
        if (!in.has("--ports")) {
            return LocalServers.ports();
        }
        var ports = new ArrayList<Integer>();
        for (var text : in.list("--ports")) {
            if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
                throw new UsageException("--ports takes ports from 1 to 65535, such as 11434,8080");
            }
            ports.add(Integer.parseInt(text));
        }
        if (ports.isEmpty() || ports.size() > 16) {
            throw new UsageException("--ports takes one port to sixteen");
        }
        return ports;
    }
}
