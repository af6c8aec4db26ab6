// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.postern.api.panel.Panel;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The panels that there are now. Of several with one id the first serves, and the next once that one has gone: an update
 * brings the new one before the old one goes.
 */
@Component(service = Panels.class)
public final class Panels {
    private static final Logger LOG = LoggerFactory.getLogger(Panels.class);
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final int MOST_TITLE = 60;

    /** By id, never empty: the first serves. */
    private final Map<String, List<Shown>> byId = new ConcurrentHashMap<>();

    @Reference(service = Panel.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void add(Panel panel, ServiceReference<Panel> reference) {
        var id = String.valueOf(reference.getProperty(Panel.ID));
        var bundle = String.valueOf(reference.getBundle().getSymbolicName());
        if (!ID.matcher(id).matches()) {
            LOG.warn("a panel's id must match {}; what {} calls {} is not shown", ID, bundle, id);
            return;
        }
        var title = reference.getProperty(Panel.TITLE) instanceof String text && !text.isBlank() ? text.strip() : id;
        var shown = new Shown(id, title.substring(0, Math.min(MOST_TITLE, title.length())), bundle, panel);
        byId.merge(id, List.of(shown), (there, more) -> {
            if (!there.getFirst().bundle().equals(bundle)) {
                LOG.error("the panel {} belongs to {}; that of {} is not shown as long as it is there", id,
                        there.getFirst().bundle(), bundle);
            }
            return Stream.concat(there.stream(), more.stream()).toList();
        });
    }

    void remove(Panel panel) {
        for (var id : byId.keySet()) {
            byId.computeIfPresent(id, (key, panels) -> {
                var left = panels.stream().filter(shown -> shown.panel() != panel).toList();
                return left.isEmpty() ? null : left;
            });
        }
    }

    /** The panel of an id, while there is one. */
    public Optional<Shown> find(String id) {
        return Optional.ofNullable(byId.get(id)).map(List::getFirst);
    }

    /** All that are shown, by title. */
    public Collection<Shown> all() {
        return byId.values().stream().map(List::getFirst)
                .sorted(Comparator.comparing(Shown::title).thenComparing(Shown::id)).toList();
    }

    /**
     * A panel, and the bundle that it is of.
     *
     * @param id its id
     * @param title what people read
     * @param bundle the symbolic name of its bundle
     * @param panel itself
     */
    public record Shown(String id, String title, String bundle, Panel panel) {}
}
