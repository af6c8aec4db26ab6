// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import dev.postern.core.home.PosternHome;

/** Code of a bundle that is asked what it thinks of settings. */
public final class Judge {

    /** Its settings. */
    public @interface Settings {
        /** Any but 13. */
        int max_limit() default 4;

        /** None twice. */
        String[] hosts() default {"here"};

        /** Whatever. */
        String name() default "";
    }

    /** Needs what is not there then. */
    public Judge(Runnable service, Settings settings) {
        throw new AssertionError(service + " " + settings);
    }

    /** Judges. */
    public Judge(Settings settings) {
        if (settings.max_limit() == 13) {
            throw new IllegalArgumentException("max.limit: must not be 13");
        }
        if (settings.name().equals("broken")) {
            throw new IllegalStateException("a defect of the judge's");
        }
    }

    /** One that looks at the home. */
    public static final class OfHosts {
        OfHosts(PosternHome home, Settings settings) {
            if (!settings.hosts()[0].equals("here")) {
                throw new IllegalArgumentException("hosts: nobody in " + home.root().getFileName() + " knows "
                        + settings.hosts()[0]);
            }
        }
    }
}
