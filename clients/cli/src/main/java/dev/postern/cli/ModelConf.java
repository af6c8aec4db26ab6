// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the files under {@code conf/} say of models.
 *
 * @param home the gateway's
 * @param endpoints each in a file of its own
 * @param access which hosts plugins reach
 * @param planner which model is asked
 * @param pipeline which planner decides
 */
record ModelConf(Path home, List<Endpoint> endpoints, ConfFile access, ConfFile planner, ConfFile pipeline) {

    /**
     * An endpoint that is configured.
     *
     * @param file where
     * @param wire which it speaks
     */
    record Endpoint(ConfFile file, ModelWire wire) {
        static final String NAME = "postern.model.provider.name";

        String name() {
            return file.settings().text(NAME).orElse("");
        }

        String url() {
            return file.settings().text("url").orElse(wire.presetUrl());
        }

        /** Whether it is this address, in whichever spelling. */
        boolean isAt(EndpointUrl other) {
            try {
                return EndpointUrl.of(url()).equals(other);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        /** The name of the secret with its key, empty for none. */
        String secret() {
            return file.settings().text("key").orElse("");
        }

        String tokensField() {
            return file.settings().text("tokens.field").orElse(ModelEndpoint.TOKENS);
        }

        /** To be asked. */
        ModelEndpoint open(Settings settings) throws Failure, IOException {
            EndpointUrl url;
            try {
                url = EndpointUrl.of(url());
            } catch (IllegalArgumentException e) {
                throw new Failure("precondition_failed", file.shown() + ": url " + e.getMessage());
            }
            return new ModelEndpoint(name(), url, wire,
                    secret().isEmpty() ? EndpointKey.NONE : EndpointKey.read(settings, secret()));
        }
    }

    static ModelConf read(Path home) throws Failure, IOException {
        return new ModelConf(home, endpoints(ConfFile.folder(home)), ConfFile.read(home, "dev.postern.access"),
                ConfFile.read(home, "dev.postern.planner.models"), ConfFile.read(home, "dev.postern.pipeline"));
    }

    private static List<Endpoint> endpoints(Path folder) throws Failure, IOException {
        var endpoints = new ArrayList<Endpoint>();
        if (Files.isDirectory(folder)) {
            for (var wire : ModelWire.values()) {
                try (var files = Files.newDirectoryStream(folder, wire.pid() + "~*.json")) {
                    for (var file : files) {
                        endpoints.add(new Endpoint(ConfFile.read(file), wire));
                    }
                }
            }
        }
        endpoints.sort(Comparator.comparing(Endpoint::name));
        return endpoints;
    }

    Optional<Endpoint> endpoint(String name) {
        return endpoints.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** The file for an endpoint that is not there yet. */
    ConfFile fresh(String name, ModelWire wire) throws Failure, IOException {
        return ConfFile.read(home, wire.pid() + "~" + name);
    }

    /** The model of sessions that name none, {@code endpoint/model}; empty when there is none. */
    String model() {
        return planner.settings().text("model").orElse("");
    }

    /** The planner of sessions that name none. */
    String plannerName() {
        return pipeline.settings().text("planner").orElse("rules");
    }
}
