// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code /schemas/…}: the contract itself, as the contract's own bundle carries it. Asked for at each request, so that it
 * may come, go and be updated.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern({"/schemas", "/schemas/*"})
public final class SchemasPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String BUNDLE = "dev.postern.schemas";
    private static final String FOLDER = "POSTERN-INF/schemas/";
    private static final Pattern PATH = Pattern.compile("/([a-z0-9_-]+/)*[a-z0-9_-]+(\\.[a-z0-9_-]+)*\\.(json|yaml)");

    private final transient BundleContext context;

    /** Over the framework's bundles. */
    @Activate
    public SchemasPage(BundleContext context) {
        this.context = context;
    }

    private Optional<Bundle> contract() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> BUNDLE.equals(bundle.getSymbolicName()))
                .findFirst();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = request.getPathInfo();
        if (!Methods.isRead(request)) {
            Problem.methodNotAllowed(response, "GET, HEAD");
        } else if (path == null || path.equals("/")) {
            Body.json(response, 200, JsonObject.builder().put("schemas", list()).build());
        } else if (!PATH.matcher(path).matches()) {
            Problem.notFound().send(response);
        } else {
            file(path.substring(1), response);
        }
    }

    private void file(String path, HttpServletResponse response) throws IOException {
        var entry = contract().map(bundle -> bundle.getEntry(FOLDER + path)).orElse(null);
        if (entry == null) {
            Problem.notFound().send(response);
            return;
        }
        try (var in = entry.openStream()) {
            response.setStatus(200);
            Body.send(response, path.endsWith(".json") ? "application/schema+json" : "application/yaml",
                    in.readAllBytes());
        }
    }

    private JsonArray list() {
        var entries = contract().map(bundle -> bundle.findEntries(FOLDER, "*.json", true)).orElse(null);
        return entries == null
                ? JsonArray.EMPTY
                : JsonArray.ofStrings(Collections.list(entries)
                        .stream()
                        .map(url -> url.getPath().substring(url.getPath().indexOf(FOLDER) + FOLDER.length()))
                        .sorted()
                        .toList());
    }
}
