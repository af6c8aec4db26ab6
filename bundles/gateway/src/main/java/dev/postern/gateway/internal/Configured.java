// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings that hold now. New ones hold for connections that open after them; bad ones are refused and the old ones
 * keep serving.
 */
@Component(service = Configured.class, configurationPid = GatewaySettings.PID)
@Designate(ocd = GatewaySettings.class)
public final class Configured {
    private static final Logger LOG = LoggerFactory.getLogger(Configured.class);

    private volatile State state = new State(Limits.DEFAULT, Set.of(), Set.of());

    /** Of the first settings. */
    @Activate
    public Configured(GatewaySettings settings) {
        set(settings);
    }

    @Modified
    void set(GatewaySettings settings) {
        try {
            state = new State(Limits.of(settings), lowerCase(settings.hosts()), lowerCase(settings.origins()));
        } catch (IllegalArgumentException e) {
            LOG.error("the new settings are refused, the old ones keep serving: {}", e.getMessage());
        }
    }

    /** The limits of connections. */
    public Limits limits() {
        return state.limits();
    }

    /** Further values of the Host header that are answered, in lower case. */
    public Set<String> hosts() {
        return state.hosts();
    }

    /** Further origins that pages may come from, in lower case. */
    public Set<String> origins() {
        return state.origins();
    }

    private static Set<String> lowerCase(String... names) {
        return Arrays.stream(names).map(name -> name.strip().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private record State(Limits limits, Set<String> hosts, Set<String> origins) {}
}
