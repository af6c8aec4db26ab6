// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.home.WholeFile;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.Schema;
import dev.postern.core.plugin.PluginException;
import dev.postern.plugins.internal.Desired.Change;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.PluginsApply.AppliedPlugin;
import dev.postern.plugins.internal.WantedPlugins.WantedPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code plugins.json} in the gateway's home, which a person keeps. Where there is none, nobody misses it. It is kept in step
 * with every change, so that the next start, at which it is applied, undoes nothing. What cannot be read is never written
 * over. Used by whoever has his turn.
 */
final class WantedFile {
    /** Who asks for what it says, at a start. */
    static final String PRINCIPAL = "plugins.json";
    private static final Logger LOG = LoggerFactory.getLogger(WantedFile.class);
    private static final Pattern OFFSET = Pattern.compile(" at character (\\d+)");
    private static final long MOST_BYTES = 4_194_304;

    private final Path file;
    private final Json json;
    private volatile String trouble = "";
    /** Entries that could not be taken up, by plugin. */
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();

    WantedFile(Path file, Json json) {
        this.file = file;
        this.json = json;
    }

    /** What keeps it from being applied or kept in step; empty when nothing does. */
    String trouble() {
        return trouble;
    }

    /** Entries that could not be taken up, by plugin. */
    Map<String, Failure> failures() {
        return failures;
    }

    /** Remembers which entries could not be taken up at the start. */
    void note(WantedPlugins content, List<AppliedPlugin> applied) {
        for (AppliedPlugin each : applied) {
            each.refused().ifPresent(refused -> {
                String version = content.plugin(each.plugin()).map(WantedPlugin::version).orElse("");
                LOG.warn("plugins.json asks for {} {}, which cannot be had: {}", each.plugin(), version,
                        refused.reason());
                failures.put(each.plugin(), new Failure(version, "plugins.json asks for version " + version + ": "
                        + refused.reason()));
            });
        }
    }

    /** What somebody applied meanwhile and is so has failed no more; the file may have been mended, too. */
    void settle(List<AppliedPlugin> applied) {
        applied.stream().filter(each -> each.refused().isEmpty()).forEach(each -> failures.remove(each.plugin()));
        try {
            read();
        } catch (PluginException stillBad) {
            LOG.debug("plugins.json is as bad as it was", stillBad);
        }
    }

    /**
     * What it says; empty when it is not there.
     *
     * @throws PluginException code {@code bad_file}, with the place and the rule
     */
    Optional<WantedPlugins> read() throws PluginException {
        try {
            Optional<WantedPlugins> content = content();
            trouble = "";
            return content;
        } catch (PluginException bad) {
            trouble = String.valueOf(bad.getMessage());
            throw bad;
        }
    }

    private Optional<WantedPlugins> content() throws PluginException {
        byte[] bytes;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw bad("it has more than " + MOST_BYTES + " bytes", null);
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw bad("it cannot be read: " + unreadable, unreadable);
        }
        try {
            JsonValue value = json.parse(bytes);
            for (Schema.Violation broken : json.schema(schema()).validate(value)) {
                throw bad(broken.path() + " " + broken.message(), null);
            }
            return Optional.of(json.read((JsonObject) value, WantedPlugins.class));
        } catch (JsonException malformed) {
            throw bad(place(String.valueOf(malformed.getMessage()), bytes), malformed);
        }
    }

    private PluginException bad(String what, @org.jspecify.annotations.Nullable Exception cause) {
        return new PluginException("bad_file", file + ": " + what
                + "; what was installed before serves. Mend it: the next start, or plugins.apply, takes it up", cause);
    }

    /** As a person finds it. */
    private static String place(String message, byte[] bytes) {
        Matcher at = OFFSET.matcher(message);
        if (!at.find()) {
            return message;
        }
        String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        String before = text.substring(0, Math.min(Integer.parseInt(at.group(1)), text.length()));
        long line = before.chars().filter(each -> each == '\n').count() + 1;
        return at.replaceFirst(" in line " + line + ", column " + (before.length() - before.lastIndexOf('\n')));
    }

    /** What {@code plugins.apply} takes: said once, by the record. */
    private JsonObject schema() throws JsonException {
        try (InputStream in = WantedFile.class.getResourceAsStream("/POSTERN-INF/methods/plugins.apply.json")) {
            if (in == null) {
                throw new IllegalStateException("the bundle has no descriptor of plugins.apply");
            }
            var params = ((JsonObject) json.parse(in.readAllBytes())).object("params").orElseThrow();
            var schema = JsonObject.builder().putAll(params.object("properties").orElseThrow().object("document")
                    .orElseThrow());
            params.object("$defs").ifPresent(definitions -> schema.put("$defs", definitions));
            return schema.build();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** Says in it what a change has done. */
    void follow(Change done, boolean pinned) {
        follow(done, pinned, false);
    }

    /** Says in it whether a plugin stays at its version. */
    void follow(InstalledPlugin plugin, boolean disabled, boolean pinned) {
        write(all -> all.with(plugin.id(), Optional.of(WantedPlugin.of(plugin, disabled, pinned)
                .keepingSource(all.plugin(plugin.id())))));
    }

    /**
     * The same after a crash: somebody may have edited it since, who is followed at once; his entry stays.
     */
    void followAfterCrash(Change done, boolean pinned) {
        follow(done, pinned, true);
    }

    private void follow(Change done, boolean pinned, boolean unlessEdited) {
        failures.remove(done.subject().id());
        done.keptPlugin().map(InstalledPlugin::id).ifPresent(failures::remove);
        write(all -> {
            Optional<WantedPlugin> entry = all.plugin(done.subject().id());
            return unlessEdited && !saysWhatWas(entry, done) ? all : following(all, entry, done, pinned);
        });
    }

    /** That it stays at its version is not for a change to take away: its entry may say so before it is so. */
    private static WantedPlugins following(WantedPlugins all, Optional<WantedPlugin> entry, Change done,
            boolean pinned) {
        WantedPlugins now = all.with(done.subject().id(), done.after()
                .map(plugin -> WantedPlugin.of(plugin, done.isDisabled(),
                        pinned || entry.filter(WantedPlugin::isPinned).isPresent()).keepingSource(entry)));
        return done.keptPlugin().map(kept -> now.with(kept.id(),
                Optional.of(WantedPlugin.of(kept, done.wasDisabled(), false).keepingSource(entry)))).orElse(now);
    }

    private void write(UnaryOperator<WantedPlugins> edit) {
        try {
            Optional<WantedPlugins> content = read();
            if (content.isEmpty()) {
                return;
            }
            WantedPlugins now = edit.apply(content.get());
            if (!now.equals(content.get())) {
                WholeFile.write(file, WantedText.of(now, json));
            }
        } catch (PluginException unreadable) {
            LOG.warn("plugins.json is not kept in step: {}", unreadable.getMessage());
        } catch (IOException unwritten) {
            trouble = file + " cannot be written, so the next start undoes changes that were made since: " + unwritten;
            LOG.warn("plugins.json is not kept in step", unwritten);
        }
    }

    /** Whether the entry is that of before the change. */
    private static boolean saysWhatWas(Optional<WantedPlugin> entry, Change done) {
        Optional<WantedPlugin> before = done.before().map(plugin -> WantedPlugin.of(plugin, done.wasDisabled(), false));
        return entry.isEmpty() && before.isEmpty()
                || entry.isPresent() && before.filter(entry.get()::says).isPresent();
    }

    /**
     * An entry that could not be taken up.
     *
     * @param version that it asks for
     * @param reason why not
     */
    record Failure(String version, String reason) {}
}
