// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import dev.postern.core.identity.Principal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trusts whom the configuration names: each message with the trust that its peer has when it is accepted. */
@Component(service = ConfiguredPeers.class, configurationPid = ConfiguredPeers.PID)
@Designate(ocd = ConfiguredPeers.Config.class)
public final class ConfiguredPeers implements PeerTrust {
    static final String PID = "dev.postern.pipeline.peers";
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredPeers.class);

    private volatile PeerTrust named = NOBODY;

    /** Made by Declarative Services. Who is not to be understood is trusted by nobody. */
    @Activate
    public ConfiguredPeers(Config config) {
        modified(config);
    }

    /** A bad value is refused; the peers from before keep their trust. */
    @Modified
    void modified(Config config) {
        try {
            named = NamedPeers.read(PID, config.trusted(), config.operator());
        } catch (IllegalArgumentException refused) {
            LOG.error("{}; what was known before holds on", refused.getMessage());
        }
    }

    @Override
    public Principal.Trust in(String surface, String peer) {
        return named.in(surface, peer);
    }

    /** Whom to trust. */
    @ObjectClassDefinition(name = "Postern peers",
            description = "How far peers of surfaces are trusted, which rules of the policy may ask for; a change holds"
                    + " from the next message on")
    @interface Config {
        /** The trusted. */
        @AttributeDefinition(name = "Trusted", description = "Trusted peers, each surface/peer; a peer that ends in *"
                + " stands for all that begin so. All others are unknown. Name only peers of surfaces that prove who"
                + " writes")
        String[] trusted() default {};

        /** The operators. */
        @AttributeDefinition(name = "Operators",
                description = "Peers that are trusted like an operator, in the same form;"
                        + " they count before the trusted")
        String[] operator() default {};
    }
}
