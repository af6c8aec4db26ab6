// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** Model servers on this machine, at the ports that they take unless told otherwise. */
final class LocalServers {
    private static final Map<Integer, String> KNOWN = known();

    private LocalServers() {}

    private static Map<Integer, String> known() {
        var known = new LinkedHashMap<Integer, String>();
        known.put(11_434, "ollama");
        known.put(8_080, "llama-cpp");
        known.put(8_000, "vllm");
        known.put(1_234, "lm-studio");
        return known;
    }

    /**
     * One that speaks Chat Completions, or wants a key first.
     *
     * @param endpoint how it is asked
     * @param models their names; empty when it tells none
     * @param wantsKey whether it says nothing without one
     */
    record Found(ModelEndpoint endpoint, List<String> models, boolean wantsKey) {
        boolean hasModel() {
            return !ModelCommands.usable(models).isEmpty();
        }

        JsonObject shown() {
            return JsonObject.builder()
                    .put("name", endpoint.name())
                    .put("url", endpoint.url().toString())
                    .put("models", JsonArray.ofStrings(models))
                    .build();
        }
    }

    /** Where they are looked for. */
    static List<Integer> ports() {
        return List.copyOf(KNOWN.keySet());
    }

    /** A port, and whose it is. */
    static String named(int port) {
        var name = KNOWN.get(port);
        return name == null ? Integer.toString(port) : port + " (" + name + ")";
    }

    /** Asks at all ports at once; who does not speak the wire is passed over. No key goes to whoever that is. */
    static List<Found> look(List<Integer> ports) {
        var asked = ports.stream()
                .map(port -> CompletableFuture.supplyAsync(() -> look(port), Thread::startVirtualThread))
                .toList();
        return asked.stream().flatMap(each -> each.join().stream()).toList();
    }

    private static List<Found> look(int port) {
        var endpoint = new ModelEndpoint(KNOWN.getOrDefault(port, "local-" + port),
                EndpointUrl.of("http://127.0.0.1:" + port + "/v1"), ModelWire.CHAT, EndpointKey.NONE);
        try {
            return List.of(new Found(endpoint, endpoint.models(), false));
        } catch (Failure e) {
            return e.code().equals("unauthenticated") ? List.of(new Found(endpoint, List.of(), true)) : List.of();
        }
    }
}
