// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.util.regex.Pattern;

/**
 * A path of this gateway's own, fit to send a browser to. Browsers take {@code //host} and {@code /\host} for another
 * host, and drop tabs and line ends before they look.
 *
 * @param text the path with its query
 */
record LocalPath(String text) {
    private static final Pattern SAFE = Pattern.compile("/(?![/\\\\])[!-~&&[^\\\\]]{0,1023}");

    /** The path, or the other one where it leads elsewhere. */
    static LocalPath of(String wanted, String otherwise) {
        return new LocalPath(SAFE.matcher(wanted).matches() ? wanted : otherwise);
    }
}
