// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Path;

/** Turns that a model decides, what it writes on its way to a client, and the page that people look at it with: a gateway for each. */
final class ModelsBench implements Main.Measurement {
    @Override
    public void run(Path folder, Report report) throws Exception {
        new ModelTurnBench().run(folder.resolve("turns"), report);
        new TokenBench().run(folder.resolve("tokens"), report);
        new PageBench().run(folder.resolve("page"), report);
    }
}
