// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.net.URI;
import java.util.Set;

/**
 * Where requests go.
 *
 * @param name what people call it
 * @param uri the address that is asked
 * @param key the name of the secret with its key, empty for none
 * @param attempts how often a request is tried, from 1
 */
public record Endpoint(String name, URI uri, String key, int attempts) {
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,63}";
    private static final String SECRET = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    private static final int MOST_ATTEMPTS = 10;

    /**
     * Reads the settings that endpoints of all wires have.
     *
     * @param path of the wire, under the address that is configured
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    public static Endpoint of(String name, String url, String path, String key, int attempts) {
        check(name.matches(NAME), "postern.model.provider.name", "give one of a-z, 0-9 and -, at most 64 characters");
        check(key.isEmpty() || key.matches(SECRET), "key",
                "is the name of a secret, such as model.key, and never the key itself");
        check(attempts >= 1 && attempts <= MOST_ATTEMPTS, "attempts", "is 1 to " + MOST_ATTEMPTS);
        return new Endpoint(name, uri(url, path), key, attempts);
    }

    /**
     * Keeps a rule of settings.
     *
     * @throws IllegalArgumentException naming the setting and the rule
     */
    public static void check(boolean kept, String setting, String rule) {
        if (!kept) {
            throw new IllegalArgumentException(setting + ": " + rule);
        }
    }

    private static URI uri(String url, String path) {
        URI uri;
        try {
            uri = URI.create(url.replaceAll("/+$", "") + path);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("url: is no address", bad);
        }
        check(Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null
                && uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null,
                "url", "is an address with http or https and a host, and without user, ? and #");
        return uri;
    }
}
