// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import dev.postern.api.json.JsonObject;

/** A plugin by its name in a marketplace, perhaps with one version: {@code acme.search@1.2.0}. */
final class PluginName {
    private PluginName() {}

    /** The name and version of the first argument, as {@code id} and {@code version}. */
    static JsonObject params(Invocation in) throws UsageException {
        return named("id", in.argument(0));
    }

    /** What plugins are installed from: {@code name} and {@code version}. */
    static JsonObject source(String given) throws UsageException {
        return named("name", given);
    }

    private static JsonObject named(String member, String given) throws UsageException {
        int at = given.indexOf('@');
        if (at == 0 || at == given.length() - 1) {
            throw new UsageException("not NAME or NAME@VERSION: " + given);
        }
        return at < 0
                ? JsonObject.of(member, given)
                : JsonObject.builder().put(member, given.substring(0, at)).put("version", given.substring(at + 1))
                        .build();
    }
}
