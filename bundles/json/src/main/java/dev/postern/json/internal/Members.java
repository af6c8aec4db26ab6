// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import dev.postern.api.json.JsonValue;

/**
 * Members in the order they were read, not hashed: {@link dev.postern.api.json.JsonObject} copies them into its own map,
 * and what is missing there afterwards was there twice. Saves one map an object on the path of every frame.
 */
final class Members extends AbstractMap<String, JsonValue> {
    private Object[] pairs = new Object[16];
    private int length;

    void add(String name, JsonValue value) {
        if (length == pairs.length) {
            pairs = Arrays.copyOf(pairs, length * 2);
        }
        pairs[length++] = name;
        pairs[length++] = value;
    }

    @Override
    public int size() {
        return length / 2;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super JsonValue> action) {
        for (int i = 0; i < length; i += 2) {
            action.accept((String) pairs[i], (JsonValue) pairs[i + 1]);
        }
    }

    @Override
    public Set<Map.Entry<String, JsonValue>> entrySet() {
        throw new UnsupportedOperationException("only to be copied by forEach");
    }
}
