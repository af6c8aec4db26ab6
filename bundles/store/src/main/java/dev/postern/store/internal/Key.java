// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import dev.postern.core.hash.Sha256;

/**
 * A row's address.
 *
 * @param table the table's name
 * @param tenant whose row
 * @param id unique in table and tenant
 */
record Key(String table, String tenant, String id) {
    private static final int MAX_LENGTH = 128;

    /** Whether a row can have this key; text that cannot be one is absent, in whatever database. */
    boolean possible() {
        return possible(tenant) && possible(id);
    }

    static boolean possible(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** One id for several parts that others chose, of any length: no two lists of parts have the same. */
    static String digest(String... parts) {
        var digest = Sha256.begin();
        for (var part : parts) {
            var bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) ':');
            digest.update(bytes);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
    }
}
