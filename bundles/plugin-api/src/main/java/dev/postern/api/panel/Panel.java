// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.panel;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A page of a plugin's among the operator's pages, shown in a frame. Registered as a service with the properties
 * {@link #ID} and {@link #TITLE}, it comes and goes with its bundle. The gateway owns the path
 * {@code /ui/panels/{id}/…} and serves there what {@link #file} gives, from {@value #INDEX} on.
 *
 * <p>The frame is a sandbox without an origin: its scripts run, but they read no cookie, keep nothing, open no connection
 * and reach nothing of the page around it. Scripts and styles are files of the panel's own, never in the markup. Files are
 * sent to anybody who asks: they are code, and hold nobody's data. For data the page asks its own plugin, by way of the
 * frame around it:
 *
 * <pre>{@code
 * parent.postMessage({postern: 'ask', id: 1, question: {…}}, '*');   // an object; answered with
 * {postern: 'answer', id: 1, answer: {…}}                            // or with error: {code, message}
 * parent.postMessage({postern: 'height', height: 420}, '*');         // in CSS pixels, 100 to 4000
 * {postern: 'hello', panel: 'id', dark: false}                       // sent when it is loaded, and when that changes
 * }</pre>
 *
 * <p>A question has at most 65,536 characters as JSON, nests at most 32 deep, and holds no whole number beyond ±(2^53−1): it
 * goes out on the connection of the page around it, which bears nothing else. Any other is answered with an error.
 */
@ConsumerType
public interface Panel {
    /** The service property with the panel's id: {@code [a-z0-9][a-z0-9-]{0,63}}. */
    String ID = "postern.panel.id";

    /** The service property with what people read in the navigation, at most 60 characters. */
    String TITLE = "postern.panel.title";

    /** The file that the frame opens. */
    String INDEX = "index.html";

    /**
     * A file of the panel. Called on a virtual thread, at any time, for anybody.
     *
     * @param path its path, such as {@code js/app.js}: names of letters, digits, {@code .}, {@code _} and {@code -} that
     *     begin with none of these, separated by {@code /}. Its ending tells what it is: html, js, css, svg, png, woff2,
     *     json or txt; no other is asked for
     * @return its bytes, which nobody changes; empty when there is none
     * @throws IOException when it cannot be read, which is answered with 500
     */
    Optional<byte[]> file(String path) throws IOException;

    /**
     * Answers what the page asks for a person who looks at it. Called on a virtual thread, several at once.
     *
     * @param question what the page asks; its content is as trustworthy as the browser it comes from
     * @param viewer who looks, and what he may: nothing but this method keeps the data of one from another
     * @return the answer, of at most 256 KiB as JSON
     * @throws IllegalArgumentException for what is no question of this panel's, with a message for its author
     * @throws Exception when it cannot be answered now
     */
    default JsonObject answer(JsonObject question, Viewer viewer) throws Exception {
        throw new IllegalArgumentException("this panel answers no questions");
    }

    /**
     * Who looks at a panel.
     *
     * @param principal the principal's id, unique in its tenant
     * @param tenant whose data may be shown
     * @param scopes what the principal may do; {@code *} for everything, {@code sessions:*} for all of an area
     */
    record Viewer(String principal, String tenant, Set<String> scopes) {
        /** Copies the scopes. */
        public Viewer {
            scopes = Set.copyOf(scopes);
        }
    }
}
