// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import dev.postern.api.tool.FileAccess;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.Secrets;
import dev.postern.core.access.Access;

/** Nothing can be reached. */
final class NoAccess implements Access {
    @Override
    public FileAccess files() {
        throw new UnsupportedOperationException();
    }

    @Override
    public HttpAccess http() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ProcessAccess processes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Secrets secrets() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
