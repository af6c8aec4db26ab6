// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

import dev.postern.core.health.HealthPart;
import dev.postern.core.home.PosternHome;
import dev.postern.core.home.SecretFile;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.StoreException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it at every start that {@code secrets/operator.token} holds a token that counts and may do everything. Who
 * loses the file deletes what is left of it and starts again: whoever may write that folder owns the gateway anyway.
 */
@Component(immediate = true)
public final class OperatorToken implements HealthPart {
    static final String FILE = "operator.token";
    private static final Logger LOG = LoggerFactory.getLogger(OperatorToken.class);

    private final Health health;

    /** Looks at the file, and writes it when it has to. */
    @Activate
    public OperatorToken(@Reference Tokens tokens, BundleContext context) {
        this(tokens, new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))));
    }

    OperatorToken(Tokens tokens, PosternHome home) {
        health = ensure(tokens, home.secrets().resolve(FILE));
    }

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public Health health() {
        return health;
    }

    private static Health ensure(Tokens tokens, Path file) {
        try {
            if (!holdsOne(tokens, file)) {
                var grant = new Tokens.Grant("operator", Principal.DEFAULT_TENANT, Set.of("*"),
                        Principal.Trust.OPERATOR, null);
                var token = tokens.create(grant, null, row -> Optional.empty());
                SecretFile.write(file, token.text());
                LOG.info("made operator token {}; it is in {}", token.id(), file);
            }
            return Health.UP;
        } catch (IOException | StoreException e) {
            LOG.error("The token of the operator cannot be written to {}, so nobody can sign in", file, e);
            return Health.down("there is no operator token: " + file + " cannot be written (" + e.getMessage()
                    + "); mend that and start again");
        }
    }

    private static boolean holdsOne(Tokens tokens, Path file) throws IOException {
        return Files.exists(file) && tokens.authenticate(Files.readString(file).strip())
                .filter(principal -> principal.may("*"))
                .isPresent();
    }
}
