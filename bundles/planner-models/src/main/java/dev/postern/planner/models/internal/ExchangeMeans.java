// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import dev.postern.api.model.ModelContext;
import dev.postern.api.model.ModelDelta;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Secrets;
import dev.postern.core.access.Access;

/** What one exchange may use; what comes of its text goes to whoever watches the turn. */
final class ExchangeMeans implements ModelContext, AutoCloseable {
    private final Access access;
    private final Watch watch;

    ExchangeMeans(Access access, Watch watch) {
        this.access = access;
        this.watch = watch;
        watch.begin();
    }

    @Override
    public HttpAccess http() {
        return access.http();
    }

    @Override
    public Secrets secrets() {
        return access.secrets();
    }

    @Override
    public void delta(ModelDelta delta) {
        if (delta instanceof ModelDelta.Text(var text)) {
            watch.show(text);
        }
    }

    @Override
    public void close() {
        access.close();
    }
}
