// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import dev.postern.api.tool.Progress;

/** Providers start no programs whose progress could be told. */
final class NoProgress implements Progress {
    @Override
    public void message(String message) {}

    @Override
    public void fraction(long done, long total) {}

    @Override
    public void output(String text) {}
}
