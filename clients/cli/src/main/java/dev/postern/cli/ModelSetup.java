// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Puts into the files what a model needs to be asked; nothing is on disk before {@link #write}. See docs/models.md. */
final class ModelSetup {
    /** What stands for {@code hosts} where nothing is configured. */
    private static final JsonArray PRESET = JsonArray.of(new JsonString("adapters-webhook=*:*"));

    private final ModelConf conf;
    private final ModelEndpoint endpoint;
    private final boolean replace;
    private final ConfFile file;
    private @Nullable EndpointKey newKey;

    ModelSetup(ModelConf conf, ModelEndpoint endpoint, boolean replace) throws Failure, IOException {
        this.conf = conf;
        this.endpoint = endpoint;
        this.replace = replace;
        var configured = conf.endpoint(endpoint.name()).orElse(null);
        file = configured == null ? conf.fresh(endpoint.name(), endpoint.wire()) : configured.file();
        boolean sameUrl = new ModelConf.Endpoint(file, endpoint.wire()).isAt(endpoint.url());
        if (replace && (configured == null || !sameUrl)) {
            // of another endpoint nothing else need be right, its key least of all
            file.clear();
        }
        file.set(ModelConf.Endpoint.NAME, new JsonString(endpoint.name()), replace);
        if (!sameUrl) {
            file.set("url", new JsonString(endpoint.url().toString()), replace);
        }
        allow();
    }

    /** Lets the gateway reach it. */
    private void allow() throws Failure {
        var url = endpoint.url();
        var plugin = endpoint.wire().plugin() + "=";
        add(conf.access(), "hosts", PRESET, plugin + url.granted(), plugin + url.hostAndPort(), plugin + url.anyPort());
        if (url.isPrivate()) {
            add(conf.access(), "privateHosts", JsonArray.EMPTY, url.hostAndPort(), url.anyPort(), url.host());
        }
    }

    /** Adds to a list, unless that or something else to the same effect is in it. */
    private static void add(ConfFile to, String key, JsonArray preset, String entry, String... same) throws Failure {
        if (!(to.settings().get(key).orElse(preset) instanceof JsonArray(var there))) {
            throw new Failure("precondition_failed", to.shown() + ": " + key + " must be a list: mend it first");
        }
        if (Stream.concat(Stream.of(entry), Stream.of(same)).map(JsonString::new).noneMatch(there::contains)) {
            var all = new ArrayList<JsonValue>(there);
            all.add(new JsonString(entry));
            to.set(key, new JsonArray(all), true);
        }
    }

    /** Has the model be shown images; over the newer wires all are. */
    void images(String model) throws Failure {
        add(file, "postern.model.provider.images",
                endpoint.wire() == ModelWire.CHAT ? JsonArray.EMPTY : JsonArray.of(new JsonString("*")), model, "*");
    }

    /** Gives the endpoint a key of its own, in a secret named after it. */
    void key(EndpointKey key, Settings settings) throws Failure, IOException {
        file.set("key", new JsonString(secret()), replace);
        if (replace || !isThere()) {
            newKey = key;
        } else if (!EndpointKey.read(settings, secret()).isSame(key)) {
            throw anotherKey();
        }
    }

    private String secret() {
        return endpoint.name() + ".key";
    }

    private boolean isThere() {
        return !Files.notExists(EndpointKey.file(conf.home(), secret()), LinkOption.NOFOLLOW_LINKS);
    }

    private Failure anotherKey() {
        return new Failure("conflict", "secrets/" + secret() + " holds another key: --replace puts this in its place");
    }

    /** Makes the model that of sessions that name none: where there is none yet, or where it is wanted. */
    void model(String model, boolean wanted) throws Failure {
        if (wanted || conf.model().isEmpty()) {
            conf.planner().set("model", new JsonString(endpoint.name() + "/" + model),
                    replace || conf.model().isEmpty());
        }
        if (wanted) {
            conf.pipeline().set("planner", new JsonString("models"), replace);
        }
    }

    /** What the endpoint turned out to call the limit of tokens. */
    void tokensField(String field) throws Failure {
        if (!field.equals(new ModelConf.Endpoint(file, endpoint.wire()).tokensField())) {
            file.set("tokens.field", new JsonString(field), replace);
        }
    }

    /** Writes all of it, in an order in which nothing points to what is not there yet; says what became of each file. */
    JsonArray write() throws Failure, IOException {
        var files = List.of(conf.access(), file, conf.planner(), conf.pipeline());
        for (var each : files) {
            each.checkUnchanged();
        }
        var written = new ArrayList<JsonValue>();
        if (newKey != null) {
            if (!replace && isThere()) {
                throw anotherKey();
            }
            newKey.write(EndpointKey.file(conf.home(), secret()));
            written.add(done("secrets/" + secret(), "written"));
        }
        for (var each : files) {
            if (each.isWanted()) {
                written.add(done(each.shown(), each.write()));
            }
        }
        return new JsonArray(written);
    }

    private static JsonObject done(String file, String what) {
        return JsonObject.builder().put("file", file).put("done", what).build();
    }
}
