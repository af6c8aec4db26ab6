// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.postern.api.surface.HookHandler;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhooks that there are now. Of several with one id the first serves, and the next once that one has gone: an
 * update brings the new one before the old one goes.
 */
@Component(service = Hooks.class)
public final class Hooks {
    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final long DEFAULT_BODY_BYTES = 1L << 20;
    private static final long MOST_BODY_BYTES = 16L << 20;

    /** By id, never empty: the first serves. */
    private final Map<String, List<Hook>> byId = new ConcurrentHashMap<>();

    @Reference(service = HookHandler.class, cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void add(HookHandler handler, ServiceReference<HookHandler> reference) {
        var id = String.valueOf(reference.getProperty(HookHandler.ID));
        var bundle = String.valueOf(reference.getBundle().getSymbolicName());
        if (!ID.matcher(id).matches()) {
            LOG.warn("a hook's id must match {}; what {} calls {} is not served", ID, bundle, id);
            return;
        }
        long bytes = reference.getProperty(HookHandler.MAX_BODY_BYTES) instanceof Number number
                ? number.longValue()
                : DEFAULT_BODY_BYTES;
        var hook = new Hook(id, bundle, handler, (int) Math.clamp(bytes, 1, MOST_BODY_BYTES));
        byId.merge(id, List.of(hook), (there, more) -> {
            if (!there.getFirst().bundle().equals(bundle)) {
                LOG.error("the hook {} belongs to {}; that of {} is not served as long as it is there", id,
                        there.getFirst().bundle(), bundle);
            }
            return Stream.concat(there.stream(), more.stream()).toList();
        });
    }

    void remove(HookHandler handler) {
        for (var id : byId.keySet()) {
            byId.computeIfPresent(id, (key, hooks) -> {
                var left = hooks.stream().filter(hook -> hook.handler() != handler).toList();
                return left.isEmpty() ? null : left;
            });
        }
    }

    Optional<Hook> find(String id) {
        return Optional.ofNullable(byId.get(id)).map(List::getFirst);
    }

    /** A webhook, and the bundle that it is of. */
    record Hook(String id, String bundle, HookHandler handler, int maxBodyBytes) {}
}
