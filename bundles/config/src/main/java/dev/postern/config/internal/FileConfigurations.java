// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.json.JsonObject;
import dev.postern.core.config.ConfigurationRevision;
import dev.postern.core.hash.Sha256;
import dev.postern.core.health.HealthPart;
import dev.postern.core.home.PosternHome;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.store.Store;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the files in {@code conf/} to Configuration Admin, once they are right. What is wrong is refused with its key,
 * rule and file; what was there before goes on.
 */
@Component(immediate = true)
public final class FileConfigurations implements ConfigurationRevision, HealthPart, SynchronousConfigurationListener {
    /** Marks a configuration with the file it came from; private, so no service shows it. */
    static final String FILE = ".postern.file";
    private static final Logger LOG = LoggerFactory.getLogger(FileConfigurations.class);
    private static final int POLL_MILLIS = 250;
    private static final String ANY_BUNDLE = "?";

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final Json json;
    private final ConfFolder folder;
    private final References references;
    private final PosternHome home;
    private final ChangeLog changes = new ChangeLog();
    private final ScheduledExecutorService poll = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("postern-config").factory());
    private final Map<String, String> problems = new ConcurrentSkipListMap<>();
    private final Map<String, ConfFolder.Stamp> seen = new HashMap<>();
    private final Set<String> undescribed = new java.util.HashSet<>();
    private final ReentrantLock looking = new ReentrantLock();
    /** Before a bundle that comes is started, so that it starts with what was judged by its own description. */
    private final SynchronousBundleListener onInstalled = event -> {
        if (event.getType() == BundleEvent.INSTALLED && Metatypes.has(event.getBundle())) {
            look();
        }
    };
    private Map<String, ConfFolder.Stamp> before = Map.of();
    private Metatypes metatypes = new Metatypes();
    private SettingsCheck settingsCheck;
    private long bundlesSeen = -1;
    private volatile @Nullable String revision;

    /**
     * Takes what is there before it returns: whoever starts after this bundle, which has an early start level for it,
     * starts with its own configuration and not with defaults first. Then watches on a thread of its own.
     */
    @Activate
    public FileConfigurations(BundleContext context, @Reference ConfigurationAdmin admin, @Reference Json json)
            throws IOException {
        this(context, admin, json, new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))));
    }

    FileConfigurations(BundleContext context, ConfigurationAdmin admin, Json json, PosternHome home)
            throws IOException {
        this.context = context;
        this.admin = admin;
        this.json = json;
        this.home = home;
        settingsCheck = new SettingsCheck(home);
        folder = new ConfFolder(home);
        references = new References(home.secrets(), System::getenv);
        before = folder.files();
        forgetFilesThatWentMeanwhile();
        look();
        context.addBundleListener(onInstalled);
        poll.scheduleWithFixedDelay(this::look, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Changes are recorded there. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    public void setStore(Store store) {
        changes.storeIs(store);
    }

    /** Changes wait for another. */
    public void unsetStore(Store store) {
        changes.storeIs(null);
    }

    @Override
    public String name() {
        return "config";
    }

    /** Up even when files are refused: what was there before serves. */
    @Override
    public Health health() {
        return new Health(true, String.join("; ", problems.values()));
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        revision = null;
    }

    @Override
    public String current() {
        var known = revision;
        if (known == null) {
            known = Revision.of(list(null));
            revision = known;
        }
        return known;
    }

    private Configuration @Nullable [] list(@Nullable String filter) {
        try {
            return admin.listConfigurations(filter);
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException("configurations cannot be listed: " + e.getMessage(), e);
        }
    }

    private void forgetFilesThatWentMeanwhile() throws IOException {
        for (var configuration : Optional.ofNullable(list("(" + FILE + "=*)")).orElse(new Configuration[0])) {
            if (configuration.getProperties().get(FILE) instanceof String file && !before.containsKey(file)) {
                delete(file);
            }
        }
    }

    /** One round: what is new, changed, gone, or was refused and may be right now. */
    private void look() {
        looking.lock();
        try {
            boolean newBundles = bundlesChanged();
            var now = folder.files();
            for (var file : now.entrySet()) {
                boolean changed = !file.getValue().equals(seen.get(file.getKey()));
                // a file that is still being written is looked at when it has not changed for a round
                boolean quiet = file.getValue().equals(before.get(file.getKey()));
                if (quiet && (changed || newBundles || problems.containsKey(file.getKey()))) {
                    take(file.getKey());
                    seen.put(file.getKey(), file.getValue());
                }
            }
            for (var file : new TreeMap<>(seen).keySet()) {
                if (!now.containsKey(file)) {
                    seen.remove(file);
                    problems.remove(file);
                    delete(file);
                }
            }
            before = now;
        } catch (IOException | RuntimeException e) {
            LOG.warn("the configuration files cannot be looked at: {}", e.getMessage(), e);
        } finally {
            looking.unlock();
        }
    }

    private boolean bundlesChanged() {
        // one that goes in this moment is seen to be gone the next time
        Bundle[] bundles = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() != Bundle.UNINSTALLED).toArray(Bundle[]::new);
        long signature = Arrays.stream(bundles)
                .mapToLong(bundle -> bundle.getBundleId() * 31 + bundle.getLastModified())
                .sum() + bundles.length;
        if (signature == bundlesSeen) {
            return false;
        }
        metatypes = new Metatypes(bundles);
        settingsCheck = new SettingsCheck(home, bundles);
        bundlesSeen = signature;
        return true;
    }

    private void take(String file) throws IOException {
        try {
            var pid = Pid.of(file).orElseThrow(() -> new Refusal(
                    "the name must be <pid>.json or <factory pid>~<name>.json, of letters, digits, _ . -"));
            var description = metatypes.of(pid.described()).orElse(null);
            if (description != null && description.factory() != (pid.name() != null)) {
                throw new Refusal(description.factory()
                        ? "there may be several of these: name the file " + pid.described() + "~<name>.json"
                        : "there is only one of these: name the file " + pid.described() + ".json");
            }
            var object = object(file);
            var properties = Description.properties(description, object);
            for (var key : object.members().keySet()) {
                references.check(key, properties.get(key));
            }
            if (description != null && description.isPlain(properties)) {
                settingsCheck.check(pid.described(), FrameworkUtil.asMap(properties));
            }
            properties.put(FILE, file);
            if (configuration(pid).updateIfDifferent(properties)) {
                LOG.info("conf/{} is in force{}", file,
                        description == null ? ", unchecked: no installed bundle describes it" : "");
                changes.changed(pid, file, "set", Sha256.hex(object.canonical()));
            }
            problems.remove(file);
            if (description == null) {
                undescribed.add(file);
            } else {
                undescribed.remove(file);
            }
        } catch (NoSuchFileException gone) {
            LOG.debug("conf/{} went while it was looked at", file);
        } catch (Refusal e) {
            refuse(file, e.getMessage());
        }
    }

    private void refuse(String file, @Nullable String why) throws IOException {
        var problem = "conf/" + file + ": " + why;
        if (!problem.equals(problems.put(file, problem))) {
            LOG.warn("{}; what was there before stays", problem);
        }
        if (undescribed.remove(file)) {
            // taken on trust before a bundle said what is right
            delete(file);
        }
    }

    private JsonObject object(String file) throws IOException, Refusal {
        try {
            if (json.parse(Files.readAllBytes(folder.path(file))) instanceof JsonObject object) {
                return object;
            }
            throw new Refusal("must hold one JSON object");
        } catch (JsonException e) {
            throw new Refusal("is no JSON: " + e.getMessage());
        }
    }

    private Configuration configuration(Pid pid) throws IOException {
        return pid.name() == null
                ? admin.getConfiguration(pid.described(), ANY_BUNDLE)
                : admin.getFactoryConfiguration(pid.described(), pid.name(), ANY_BUNDLE);
    }

    /** Deletes the configuration that came from the file, if one did. */
    private void delete(String file) throws IOException {
        var pid = Pid.of(file);
        if (pid.isEmpty()) {
            return;
        }
        var configurations = list("(service.pid=" + pid.get().full() + ")");
        if (configurations != null && file.equals(configurations[0].getProperties().get(FILE))) {
            configurations[0].delete();
            LOG.info("conf/{} is gone, and its configuration with it", file);
            changes.changed(pid.get(), file, "deleted", "");
        }
    }

    /** Stops watching. */
    @Deactivate
    public void stop() {
        context.removeBundleListener(onInstalled);
        poll.shutdown();
    }
}
