// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import dev.postern.core.hash.Sha256;
import dev.postern.core.marketplace.Marketplaces.Warrant;
import dev.postern.core.plugin.JarSignatures;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginTrust.Signature;
import dev.postern.core.plugin.PluginTrust.State;
import dev.postern.plugins.internal.PluginsConfig;
import dev.postern.plugins.internal.trust.Publishers.Publisher;

/**
 * Whose files come in. A file that bears a signature must bear a good one, from wherever it comes; what bears none comes in
 * by the ways that an administrator leaves open.
 */
public final class SignaturePolicy {
    /** The framework property that says where the gateway listens. */
    public static final String HOST = "org.apache.felix.http.host";

    /** Enough of a key to tell it from others in a name. */
    private static final int SHORT_KEY = 16;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1");

    private final Publishers publishers;
    private final Set<String> unsigned;
    private final boolean open;
    private final Clock clock;

    /**
     * As configured.
     *
     * @param host where the gateway listens; empty for everywhere
     */
    public SignaturePolicy(PluginsConfig config, Publishers publishers, String host, Clock clock) {
        this.publishers = publishers;
        this.unsigned = Set.of(config.unsigned());
        this.open = config.unsigned_beyond_localhost() || isThisMachine(host);
        this.clock = clock;
    }

    /** Names are not looked up: one that means this machine today may mean another tomorrow. */
    private static boolean isThisMachine(String host) {
        return THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT)) || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    /**
     * Judges a file.
     *
     * @param plugin the id that it carries
     * @param source how it came
     * @param installed who signed what it would replace: nobody, when that has no signature; empty when it replaces nothing
     * @param warrant what its marketplace says of it, when it is from one
     */
    public Verdict judge(
            Path file,
            String plugin,
            String source,
            Optional<Optional<Signer>> installed,
            Optional<Warrant> warrant) throws IOException {
        List<X509Certificate> certificates;
        try {
            certificates = JarSignatures.signers(file);
        } catch (PluginException tampered) {
            return Verdict.refused(new Signature(State.TAMPERED, Optional.empty(), Optional.empty(), Optional.empty()),
                    tampered);
        }
        if (warrant.isPresent()) {
            return warranted(warrant.get(), certificates, plugin, installed.flatMap(signer -> signer));
        }
        return certificates.isEmpty()
                ? unsigned(plugin, source, installed)
                : signed(certificates, plugin, installed.flatMap(signer -> signer));
    }

    /** The catalogue names the key: another's signature is none, whoever he is. */
    private Verdict warranted(Warrant warrant, List<X509Certificate> certificates, String plugin,
            Optional<Signer> installed) {
        if (certificates.isEmpty()) {
            return Verdict.refused(Signature.NONE, new PluginException("unsigned",
                    "it is not signed, and what comes from a marketplace must be, whatever is configured", null));
        }
        Optional<X509Certificate> named = certificates.stream()
                .filter(certificate -> key(certificate).equals(warrant.key())).findFirst();
        if (named.isEmpty()) {
            X509Certificate first = certificates.getFirst();
            return Verdict.refused(signature(State.WRONG_PUBLISHER, first, Optional.empty()),
                    new PluginException("wrong_publisher", "it is signed with the key " + key(first)
                            + ", and the catalogue of " + warrant.marketplace() + " says " + warrant.key(), null));
        }
        if (warrant.vouches() && publishers.of(warrant.key()).isEmpty()) {
            // a name that no pinned publisher can have
            var vouched = new Publisher(warrant.marketplace() + "/" + warrant.key().substring(0, SHORT_KEY),
                    warrant.key(), List.of());
            return pinned(named.get(), vouched, plugin, installed);
        }
        return signed(List.of(named.get()), plugin, installed);
    }

    private Verdict unsigned(String plugin, String source, Optional<Optional<Signer>> installed) {
        Optional<String> reason = installed.flatMap(signer -> signer)
                .map(before -> "what is installed is signed by " + before.publisher() + "; sign the update, too, or "
                        + "uninstall the plugin first")
                .or(() -> publishers.owners(plugin).stream().findFirst()
                        .map(owner -> "the id " + plugin + " is reserved to " + owner.name() + ", who signs"))
                .or(() -> closed(source));
        if (reason.isPresent()) {
            return Verdict.refused(Signature.NONE,
                    new PluginException("unsigned", "it is not signed, and " + reason.get(), null));
        }
        // once for a plugin: who takes the first takes the next
        return new Verdict(Signature.NONE, Optional.empty(), Optional.empty(), installed.isPresent()
                ? List.of()
                : List.of("it is not signed: nobody vouches for what it is and that nobody changed it"));
    }

    private Optional<String> closed(String source) {
        if (!unsigned.contains(source)) {
            return Optional.of("what comes by " + source + " must be (unsigned of " + PluginsConfig.PID
                    + "); take a signed one, or sign it: ./postern plugins sign");
        }
        return open
                ? Optional.empty()
                : Optional.of("this gateway listens beyond its machine, where every file must be; sign it"
                        + " (./postern plugins sign), or set unsigned.beyond.localhost of " + PluginsConfig.PID);
    }

    private Verdict signed(List<X509Certificate> certificates, String plugin, Optional<Signer> installed) {
        for (X509Certificate certificate : certificates) {
            Optional<Publisher> publisher = publishers.of(key(certificate));
            if (publisher.isPresent()) {
                return pinned(certificate, publisher.get(), plugin, installed);
            }
        }
        X509Certificate first = certificates.getFirst();
        return Verdict.refused(signature(State.UNKNOWN_SIGNER, first, Optional.empty()),
                new PluginException("unknown_signer",
                        "it is signed with the key " + key(first) + ", which is not pinned"
                                + " (its certificate says " + first.getSubjectX500Principal().getName()
                                + ", as anybody's may). If the publisher confirms that this is the key:"
                                + " ./postern plugins publishers add NAME " + key(first),
                        null));
    }

    private Verdict pinned(X509Certificate certificate, Publisher publisher, String plugin,
            Optional<Signer> installed) {
        var name = Optional.of(publisher.name());
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateException notNow) {
            return Verdict.refused(signature(State.SIGNATURE_EXPIRED, certificate, name),
                    new PluginException("signature_expired", "the certificate of " + publisher.name()
                            + " is valid from "
                            + certificate.getNotBefore().toInstant() + " to " + certificate.getNotAfter().toInstant()
                            + ", and it must be when a file comes in; the publisher signs it anew, with the same key"
                            + " nothing else changes", notNow));
        }
        Optional<String> wrong = notHis(publisher, plugin, installed);
        if (wrong.isPresent()) {
            return Verdict.refused(signature(State.WRONG_PUBLISHER, certificate, name),
                    new PluginException("wrong_publisher", wrong.get(), null));
        }
        return new Verdict(signature(State.SIGNED, certificate, name),
                Optional.of(new Signer(publisher.name(), publisher.key())), Optional.empty(), List.of());
    }

    private Optional<String> notHis(Publisher publisher, String plugin, Optional<Signer> installed) {
        if (installed.isPresent() && !installed.get().publisher().equals(publisher.name())
                && !installed.get().key().equals(publisher.key())) {
            return Optional.of("it is signed by " + publisher.name() + ", and what is installed by "
                    + installed.get().publisher() + "; if the plugin changed hands, uninstall it first");
        }
        List<Publisher> owners = publishers.owners(plugin);
        if (!owners.isEmpty() && owners.stream().noneMatch(owner -> owner.name().equals(publisher.name()))) {
            return Optional.of("the id " + plugin + " is reserved to " + owners.getFirst().name()
                    + ", and this is signed by " + publisher.name());
        }
        if (!publisher.ids().isEmpty() && !publisher.names(plugin)) {
            return Optional.of(publisher.name() + " publishes " + String.join(", ", publisher.ids()) + ", and this is "
                    + plugin + " (publishers of " + PluginsConfig.PID + ")");
        }
        return Optional.empty();
    }

    private static Signature signature(State state, X509Certificate certificate, Optional<String> publisher) {
        return new Signature(state, publisher, Optional.of(key(certificate)),
                Optional.of(certificate.getSubjectX500Principal().getName()));
    }

    private static String key(X509Certificate certificate) {
        return Sha256.end(Sha256.begin(), certificate.getPublicKey().getEncoded());
    }

    /**
     * What came of it.
     *
     * @param signature for the plan
     * @param signer for what will be installed
     * @param refusal why it does not come in
     * @param warnings what to tell about one that does
     */
    public record Verdict(
            Signature signature,
            Optional<Signer> signer,
            Optional<PluginException> refusal,
            List<String> warnings) {
        static Verdict refused(Signature signature, PluginException reason) {
            return new Verdict(signature, Optional.empty(), Optional.of(reason), List.of());
        }

        /** Throws the refusal, if there is one. */
        public void check() throws PluginException {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }
    }
}
