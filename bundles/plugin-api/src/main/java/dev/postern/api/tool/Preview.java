// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

/**
 * What a call would do.
 *
 * @param summary one line for people
 * @param mediaType the detail's media type, for example {@code text/x-diff}
 * @param detail the whole: a difference, a request, a command line; may be empty
 */
public record Preview(String summary, String mediaType, String detail) {}
