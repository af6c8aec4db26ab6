// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.util.function.Consumer;

import dev.postern.api.model.ModelDelta;

/** Shows text as it comes. What may be the beginning of the key is held back until it is known not to be. */
final class ShownText {
    private final Key key;
    private final Consumer<ModelDelta> watcher;
    private String held = "";

    ShownText(Key key, Consumer<ModelDelta> watcher) {
        this.key = key;
        this.watcher = watcher;
    }

    void add(String some) {
        var text = key.hiddenIn(held + some);
        int end = text.length() - key.begunAtEndOf(text);
        show(text.substring(0, end));
        held = text.substring(end);
    }

    void end() {
        show(held);
        held = "";
    }

    private void show(String text) {
        if (!text.isEmpty()) {
            watcher.accept(new ModelDelta.Text(text));
        }
    }
}
