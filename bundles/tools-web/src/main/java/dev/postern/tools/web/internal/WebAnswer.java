// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.schema.Description;

/** What came back. */
public record WebAnswer(
        @Description("the status code of HTTP; 200 to 299 is success") int status,
        @Description("where the answer came from, after redirects") String url,
        @Description("its media type; absent when there is no content") Optional<String> contentType,
        @Description("the page's title, when there is one") Optional<String> title,
        @Description("what can be read of it") String text,
        @Description("whether text was left out; maxCharacters takes more") boolean truncated,
        @Description("the links of a page, each once, in its order") List<Link> links,
        @Description("whether links were left out") boolean moreLinks,
        @Description("the content's size in bytes, unpacked") long size,
        @Description("some of its headers, by name in lower case") Map<String, String> headers) {

    /** A link of a page. */
    public record Link(
            @Description("what it is called there") String text,
            @Description("where it leads, whole") String url) {}
}
