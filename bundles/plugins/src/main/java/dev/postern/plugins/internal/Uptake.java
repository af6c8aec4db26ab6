// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.postern.core.identity.Principal;
import dev.postern.core.plugin.PluginException;
import dev.postern.plugins.internal.PluginsApply.AppliedPlugin;
import dev.postern.plugins.internal.Reconciler.Wish;
import dev.postern.plugins.internal.WantedPlugins.WantedPlugin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up what a person wrote into {@code plugins.json} since the last start: at once what needs no marketplace, and the rest
 * when that has come, in a turn of its own. What a request changed meanwhile stays as the request left it.
 */
final class Uptake {
    private static final Logger LOG = LoggerFactory.getLogger(Uptake.class);
    /** What is refused so may be let in once others have come or moved. */
    private static final Set<String> BY_OTHERS = Set.of("unresolved", "tool_taken", "name_taken", "major_taken");

    private final WantedFile wanted;
    private final WantedFiles files;
    private final Reconciler reconciler;
    private final Turn turn;
    private volatile Map<String, WantedPlugin> awaited = Map.of();
    /** Entries that wait for those that are awaited. */
    private final Map<String, WantedPlugin> following = new HashMap<>();
    private volatile @Nullable Thread fetcher;
    private volatile boolean stopped;

    Uptake(WantedFile wanted, WantedFiles files, Reconciler reconciler, Turn turn) {
        this.wanted = wanted;
        this.files = files;
        this.reconciler = reconciler;
        this.turn = turn;
    }

    /** Does what can be done without others, before the first turn; whatever is wrong with it, what was installed serves. */
    void begin() throws InterruptedException {
        Optional<WantedPlugins> content = read();
        if (content.isPresent()) {
            begin(content.get());
        }
    }

    private void begin(WantedPlugins content) throws InterruptedException {
        Map<String, WantedPlugin> missing = files.missing(content);
        var atHand = new TreeMap<>(content.plugins());
        atHand.keySet().removeAll(missing.keySet());
        atHand.forEach((id, entry) -> {
            if (missing.containsKey(Seat.plugin(id)) && files.moves(id, entry)) {
                following.put(id, entry);
            }
        });
        atHand.keySet().removeAll(following.keySet());
        List<AppliedPlugin> applied = reconciler.reconcile(content, atHand, wish(FetchedFiles.none()));
        wanted.note(content, applied);
        applied.stream().filter(each -> each.refused().filter(why -> BY_OTHERS.contains(why.code())).isPresent())
                .map(AppliedPlugin::plugin)
                .forEach(id -> content.plugin(id).ifPresent(entry -> following.put(id, entry)));
        awaited = missing;
    }

    /** Plugins that marketplaces are asked for now, each with its version. */
    List<String> awaited() {
        return awaited.entrySet().stream().map(each -> each.getKey() + " " + each.getValue().version()).sorted()
                .toList();
    }

    /** Fetches what was missing and does the rest; others have their turns meanwhile. */
    void complete() {
        fetcher = Thread.currentThread();
        if (awaited.isEmpty() || stopped) {
            return;
        }
        LOG.info("plugins.json asks marketplaces for {}", awaited());
        try (FetchedFiles fetched = files.fetch(awaited)) {
            turn.take(() -> {
                complete(fetched);
                return fetched;
            });
        } catch (PluginException late) {
            LOG.info("What plugins.json asks for is taken up at the next start: {}", late.getMessage());
        } catch (RuntimeException failed) {
            LOG.error("What plugins.json asks marketplaces for could not be taken up", failed);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            awaited = Map.of();
        }
    }

    private void complete(FetchedFiles fetched) throws InterruptedException {
        Optional<WantedPlugins> content = read();
        if (content.isPresent()) {
            var due = new HashMap<>(awaited);
            due.putAll(following);
            // each change was written into the file: an entry that is another now is somebody's later word
            due.entrySet()
                    .removeIf(each -> content.get().plugin(each.getKey()).filter(each.getValue()::equals).isEmpty());
            wanted.note(content.get(), reconciler.reconcile(content.get(), due, wish(fetched)));
        }
    }

    /** Ends what is under way. */
    void stop() {
        stopped = true;
        Thread running = fetcher;
        if (running != null) {
            running.interrupt();
        }
    }

    private Optional<WantedPlugins> read() {
        try {
            return wanted.read();
        } catch (PluginException bad) {
            LOG.error("{}", bad.getMessage());
            return Optional.empty();
        }
    }

    private static Wish wish(FetchedFiles fetched) {
        return new Wish(WantedFile.PRINCIPAL, Principal.DEFAULT_TENANT, false, false, fetched);
    }
}
