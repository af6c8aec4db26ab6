// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.net.URI;
import java.util.Set;

/**
 * Where requests go.
 *
 * @param name what people call it
 * @param uri the address that is asked
 * @param key the name of the secret with its key, empty for none
 * @param attempts how often a request is tried
 * @param tokensField what it calls the limit of tokens
 * @param usage whether it is asked to count tokens
 */
record Endpoint(String name, URI uri, String key, int attempts, String tokensField, boolean usage) {
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,63}";
    private static final String SECRET = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    private static final int MOST_ATTEMPTS = 10;

    /** Reads settings; says which is wrong, and the rule. */
    static Endpoint of(EndpointConfig config) {
        check(String.valueOf(config.postern_model_provider_name()).matches(NAME), "postern.model.provider.name",
                "give one of a-z, 0-9 and -, at most 64 characters");
        check(config.key().isEmpty() || config.key().matches(SECRET), "key",
                "is the name of a secret, such as openai.key, and never the key itself");
        check(config.attempts() >= 1 && config.attempts() <= MOST_ATTEMPTS, "attempts", "is 1 to " + MOST_ATTEMPTS);
        check(Set.of("max_tokens", "max_completion_tokens").contains(config.tokens_field()), "tokens.field",
                "is max_tokens or max_completion_tokens");
        return new Endpoint(config.postern_model_provider_name(), uri(String.valueOf(config.url())), config.key(),
                config.attempts(), config.tokens_field(), config.usage());
    }

    private static URI uri(String url) {
        try {
            var uri = URI.create(url.replaceAll("/+$", "") + "/chat/completions");
            check(Set.of("http", "https").contains(uri.getScheme()) && uri.getHost() != null
                    && uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null,
                    "url", "is an address with http or https and a host, and without user, ? and #");
            return uri;
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(
                    String.valueOf(bad.getMessage()).startsWith("url") ? bad.getMessage() : "url: is no address", bad);
        }
    }

    private static void check(boolean kept, String setting, String rule) {
        if (!kept) {
            throw new IllegalArgumentException(setting + ": " + rule);
        }
    }
}
