// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

import dev.postern.core.home.PosternHome;
import jakarta.servlet.Servlet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.runtime.HttpServiceRuntimeConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells where the gateway listens: in {@code run/port}, which the launcher and the command line wait for, and the log. */
@Component(service = {}, immediate = true)
public final class PortFile {
    private static final Logger LOG = LoggerFactory.getLogger(PortFile.class);
    private static final String NAME = "port";

    private final Path file;
    private final String port;

    /** Writes it once the gateway can be connected to. */
    @Activate
    public PortFile(
            @Reference(service = HttpServiceRuntime.class,
                    policyOption = ReferencePolicyOption.GREEDY) Map<String, Object> runtime,
            @Reference(service = Servlet.class,
                    target = "(osgi.http.whiteboard.servlet.name=gateway)") Map<String, Object> socket,
            BundleContext context)
            throws IOException {
        var home = new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY)));
        var endpoint = URI.create(endpoint(runtime.get(HttpServiceRuntimeConstants.HTTP_SERVICE_ENDPOINT)));
        port = Integer.toString(endpoint.getPort());
        file = Files.createDirectories(home.run()).resolve(NAME);
        var fresh = file.resolveSibling(NAME + ".new");
        Files.writeString(fresh, port + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        LOG.info("listening on {}; the operator token is in {}; try ./postern send \"/time.now\"", endpoint,
                home.secrets().resolve("operator.token"));
    }

    /** It is no longer true. */
    @Deactivate
    void remove() throws IOException {
        if (Files.exists(file) && Files.readString(file).strip().equals(port)) {
            Files.delete(file);
        }
    }

    private static String endpoint(@Nullable Object property) {
        return switch (property) {
            case String one -> one;
            case String[] several when several.length > 0 -> several[0];
            case Iterable<?> several when several.iterator().hasNext() -> String.valueOf(several.iterator().next());
            case null, default -> throw new IllegalStateException("the HTTP service does not say where it listens");
        };
    }
}
