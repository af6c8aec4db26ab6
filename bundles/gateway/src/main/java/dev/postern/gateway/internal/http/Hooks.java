package dev.postern.gateway.internal.http;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import dev.postern.api.surface.HookHandler;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The webhooks that there are now. Of two with one id the first keeps it. */
@Component(service = Hooks.class)
public final class Hooks {
    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final long DEFAULT_BODY_BYTES = 1L << 20;
    private static final long MOST_BODY_BYTES = 16L << 20;

    private final Map<String, Hook> byId = new ConcurrentHashMap<>();

    @Reference(service = HookHandler.class, cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void add(HookHandler handler, Map<String, Object> properties) {
        var id = String.valueOf(properties.get(HookHandler.ID));
        if (!ID.matcher(id).matches()) {
            LOG.warn("a hook's id must match {}; what calls itself {} is not served", ID, id);
            return;
        }
        long bytes = properties.get(HookHandler.MAX_BODY_BYTES) instanceof Number number
                ? number.longValue()
                : DEFAULT_BODY_BYTES;
        var hook = new Hook(id, handler, (int) Math.clamp(bytes, 1, MOST_BODY_BYTES));
        if (byId.putIfAbsent(id, hook) != null) {
            LOG.warn("there is a hook {} already; the second one is not served", id);
        }
    }

    void remove(HookHandler handler) {
        byId.values().removeIf(hook -> hook.handler() == handler);
    }

    Optional<Hook> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** A webhook. */
    record Hook(String id, HookHandler handler, int maxBodyBytes) {}
}
