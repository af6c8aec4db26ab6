// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import dev.postern.api.tool.Progress;

/** Nobody watches what a surface does. */
public final class NoProgress implements Progress {
    @Override
    public void message(String message) {}

    @Override
    public void fraction(long done, long total) {}

    @Override
    public void output(String text) {}
}
