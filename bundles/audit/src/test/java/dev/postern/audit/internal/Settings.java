// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.lang.annotation.Annotation;

/** Settings as they ship, but for the webhook; heads are signed at the stop alone. */
record Settings(String heads_webhook) implements AuditConfig {
    @Override
    public int head_seconds() {
        return 86_400;
    }

    @Override
    public String heads_file() {
        return "";
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return AuditConfig.class;
    }
}
