// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal;

import java.util.regex.Pattern;

import org.osgi.annotation.bundle.Capability;

/** Judges settings before the gateway gets them: what is written another way than browsers write it would never match. */
@Capability(namespace = "dev.postern.settings", name = GatewaySettings.PID, attribute = "check=${@class}")
public final class GatewaySettingsCheck {
    private static final String AUTHORITY = "([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?";
    private static final Pattern HOST = Pattern.compile(AUTHORITY, Pattern.CASE_INSENSITIVE);
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://" + AUTHORITY, Pattern.CASE_INSENSITIVE);

    /**
     * Judges them.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    public GatewaySettingsCheck(GatewaySettings settings) {
        for (var host : settings.hosts()) {
            if (!HOST.matcher(host.strip()).matches()) {
                throw new IllegalArgumentException(
                        "hosts: each is a name, with its port unless that is the scheme's own,"
                                + " such as gateway.example.org:7717, and one is " + host);
            }
        }
        for (var origin : settings.origins()) {
            if (!ORIGIN.matcher(origin.strip()).matches()) {
                throw new IllegalArgumentException("origins: each is a scheme, a host, and a port unless it is the"
                        + " scheme's own, with nothing behind, such as https://ops.example.org, and one is " + origin);
            }
        }
    }
}
