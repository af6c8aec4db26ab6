// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.util.List;
import java.util.Optional;

/**
 * What was read of an answer's content.
 *
 * @param title its title
 * @param text its text
 * @param truncated whether there is more text
 * @param links its links
 * @param moreLinks whether there are more
 */
record Reading(
        Optional<String> title, String text, boolean truncated, List<WebAnswer.Link> links, boolean moreLinks) {}
