// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whoever listens beyond this machine does it with TLS: tokens and what people say would cross the network in clear. */
final class Listening {
    private static final String HOST = "org.apache.felix.http.host";
    private static final String PLAIN = "org.apache.felix.http.enable";
    private static final String SECURE = "org.apache.felix.https.enable";
    /** Names are not looked up: one that means this machine today may mean another tomorrow. */
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1");

    private Listening() {}

    /**
     * Lets a gateway start that listens on this machine only, or with TLS only.
     *
     * @throws IllegalArgumentException naming the setting and the way out
     */
    static void check(Map<String, String> settings) {
        String host = settings.getOrDefault(HOST, "").strip();
        boolean plain = Boolean.parseBoolean(settings.getOrDefault(PLAIN, "true").strip());
        boolean secure = Boolean.parseBoolean(settings.getOrDefault(SECURE, "false").strip());
        if (!isThisMachine(host) && (plain || !secure)) {
            throw new IllegalArgumentException(HOST + "=" + host + " listens beyond this machine, which takes TLS: set "
                    + SECURE + "=true with a keystore and " + PLAIN + "=false, or " + HOST + "=127.0.0.1");
        }
    }

    private static boolean isThisMachine(String host) {
        return THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT)) || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
