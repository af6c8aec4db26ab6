// SPDX-License-Identifier: Apache-2.0
package dev.postern.derby.internal;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings that Derby takes for the whole engine, once, when it boots. It knows no other way than system properties;
 * one that is set already is left alone, so that an operator can try another value on the command line.
 */
final class DerbyTuning {
    private DerbyTuning() {}

    static void apply(Path home) {
        settings(home).forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    static Map<String, String> settings(Path home) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("derby.system.home", home.resolve("data").toString());
        settings.put("derby.stream.error.file", home.resolve("log").resolve("derby.log").toString());
        settings.put("derby.stream.error.logSeverityLevel", "40000");
        // 1,000 pages of 8 KiB: what turns touch stays in memory, and the idle gateway stays small
        settings.put("derby.storage.pageCacheSize", "1000");
        settings.put("derby.language.statementCacheSize", "60");
        // a reader never waits (it takes no locks) and only one thread writes: a lock that is not given soon is a defect
        settings.put("derby.locks.waitTimeout", "10");
        settings.put("derby.locks.deadlockTimeout", "5");
        return settings;
    }
}
