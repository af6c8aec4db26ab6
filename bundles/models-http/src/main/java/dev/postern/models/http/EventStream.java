// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the data of server-sent events (WHATWG HTML, 9.2.6) from bytes that were cut anywhere: lines are put together
 * before they are decoded, so that no character is cut.
 */
final class EventStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private boolean afterReturn;

    /** The data of the events that these bytes complete. */
    List<String> take(byte[] bytes) {
        var events = new ArrayList<String>();
        for (byte one : bytes) {
            if (one == '\n' && afterReturn) {
                afterReturn = false;
            } else if (one == '\n' || one == '\r') {
                afterReturn = one == '\r';
                line(line.toString(StandardCharsets.UTF_8), events);
                line.reset();
            } else {
                afterReturn = false;
                line.write(one);
            }
        }
        return events;
    }

    private void line(String text, List<String> events) {
        if (text.isEmpty()) {
            if (hasData) {
                events.add(data.toString());
            }
            data.setLength(0);
            hasData = false;
        } else if (text.startsWith("data:")) {
            if (hasData) {
                data.append('\n');
            }
            data.append(text, text.startsWith("data: ") ? 6 : 5, text.length());
            hasData = true;
        }
    }
}
