// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.postern.core.access.Grants;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginTrust.Finding;
import dev.postern.plugins.internal.PluginsConfig;

/** What a plugin's code can reach, and which of it an administrator refuses. */
public final class ReachPolicy {
    private static final int NAMED = 3;

    private final Set<String> refused;
    private final Duration patience;

    /** As configured. */
    public ReachPolicy(PluginsConfig config) {
        this.refused = Set.of(config.refused_reach());
        this.patience = Duration.ofMillis(config.scan_millis());
    }

    /** What was found, marked by what the plugin declares. */
    public List<Finding> findings(Path jar, Grants asked) throws IOException {
        return ByteCodeScan.findings(jar, asked, patience);
    }

    /**
     * Refuses undeclared reach of a kind that is not taken.
     *
     * @throws PluginException code {@code forbidden_reach}
     */
    public void check(List<Finding> findings) throws PluginException {
        List<Finding> forbidden = findings.stream()
                .filter(each -> !each.declared() && refused.contains(each.kind().name().toLowerCase(Locale.ROOT)))
                .toList();
        if (!forbidden.isEmpty()) {
            var named = forbidden.stream().limit(NAMED).map(each -> each.kind().name().toLowerCase(Locale.ROOT) + ": "
                    + each.what() + (each.where().isEmpty() ? "" : " in " + each.where())).toList();
            throw new PluginException("forbidden_reach", "its code reaches what is refused here (refused.reach of "
                    + PluginsConfig.PID + "): " + String.join("; ", named)
                    + (forbidden.size() > NAMED ? "; and " + (forbidden.size() - NAMED) + " more" : "")
                    + ". A tool uses what its context hands it, and its plugin declares that", null);
        }
    }
}
