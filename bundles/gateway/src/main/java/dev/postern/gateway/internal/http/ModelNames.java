// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.util.List;
import java.util.regex.Pattern;

import jakarta.servlet.ServletContext;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Takes {@code /v1/models/a%2Fb} for {@code /v1/models/a/b}: models are called so, and OpenAI's clients encode their slash.
 * Everywhere else {@code %2F} could mean two things to two parts of the server, and stays refused, as the server does by
 * itself.
 */
final class ModelNames implements HttpConfiguration.Customizer {
    private static final String MODELS = "/v1/models/";
    private static final Pattern SLASH = Pattern.compile("%2[fF]");

    private final List<HttpConfiguration> configurations;
    private final List<UriCompliance> before;

    private ModelNames(List<HttpConfiguration> configurations) {
        this.configurations = configurations;
        this.before = configurations.stream().map(HttpConfiguration::getUriCompliance).toList();
    }

    /** Has the server that serves the context do so from now on. */
    static ModelNames takeOver(ServletContext context) {
        var server = ServletContextHandler.getServletContextHandler(context).getServer();
        var names = new ModelNames(List.of(server.getConnectors()).stream()
                .flatMap(connector -> connector.getConnectionFactories().stream())
                .filter(HttpConfiguration.ConnectionFactory.class::isInstance)
                .map(factory -> ((HttpConfiguration.ConnectionFactory) factory).getHttpConfiguration())
                .distinct().toList());
        for (var configuration : names.configurations) {
            // first who refuses it, then what lets it come so far
            configuration.addCustomizer(names);
            configuration.setUriCompliance(configuration.getUriCompliance().with("MODEL_NAMES",
                    Violation.AMBIGUOUS_PATH_SEPARATOR));
        }
        return names;
    }

    /** Has it do as before. */
    void giveBack() {
        for (int each = 0; each < configurations.size(); each++) {
            configurations.get(each).setUriCompliance(before.get(each));
            configurations.get(each).removeCustomizer(this);
        }
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable answer) {
        var uri = request.getHttpURI();
        return uri.hasViolation(Violation.AMBIGUOUS_PATH_SEPARATOR)
                ? Request.serveAs(request, plain(uri))
                : request;
    }

    private static HttpURI plain(HttpURI uri) {
        if (!isOfAModel(uri.getPath())) {
            throw ambiguous(null);
        }
        var path = SLASH.matcher(uri.getPath()).replaceAll("/");
        HttpURI.Mutable plain;
        try {
            plain = HttpURI.build(path + (uri.getQuery() == null ? "" : "?" + uri.getQuery()));
        } catch (IllegalArgumentException beyond) {
            // it leads out of the root
            throw ambiguous(beyond);
        }
        if (plain.hasViolations() || !isOfAModel(plain.getCanonicalPath())) {
            throw ambiguous(null);
        }
        plain.scheme(uri.getScheme());
        if (uri.getHost() != null) {
            plain.authority(uri.getHost(), uri.getPort());
        }
        return plain.asImmutable();
    }

    private static BadMessageException ambiguous(@Nullable Throwable cause) {
        return new BadMessageException(Violation.AMBIGUOUS_PATH_SEPARATOR.getDescription(), cause);
    }

    private static boolean isOfAModel(@Nullable String path) {
        return path != null && path.startsWith(MODELS);
    }
}
