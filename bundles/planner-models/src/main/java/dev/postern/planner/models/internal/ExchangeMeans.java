// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import dev.postern.api.model.ModelContext;
import dev.postern.api.model.ModelDelta;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelImage;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Secrets;
import dev.postern.core.access.Access;

/** What one exchange may use; what comes of its text goes to whoever watches the turn. */
final class ExchangeMeans implements ModelContext, AutoCloseable {
    private final Access access;
    private final Watch watch;
    private final ImageBytes images;

    /** Reads images. */
    interface ImageBytes {
        byte[] of(ModelImage image) throws ModelException;
    }

    ExchangeMeans(Access access, Watch watch, ImageBytes images) {
        this.access = access;
        this.watch = watch;
        this.images = images;
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
    public byte[] image(ModelImage image) throws ModelException {
        return images.of(image);
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
