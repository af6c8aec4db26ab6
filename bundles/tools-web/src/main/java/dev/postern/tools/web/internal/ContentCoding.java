// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;

/** Unpacks content, as far as it does not become too large. */
final class ContentCoding {
    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

    private ContentCoding() {}

    static byte[] unpacked(HttpAccess.Response answer, int most) throws ToolException {
        var codings = answer.headers().getOrDefault("content-encoding", List.of()).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity")).toList();
        if (codings.isEmpty()) {
            return answer.body();
        }
        if (codings.size() > 1 || !GZIP.contains(codings.getFirst())) {
            throw new ToolException("unsupported_encoding",
                    "the answer is packed in a way that was not asked for; only gzip, once, is unpacked");
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            var bytes = in.readNBytes(most);
            if (bytes.length == most && in.read() >= 0) {
                throw new ToolException("too_large", "the answer unpacks to more than " + most + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new ToolException("bad_response", "the answer says that it is gzip, and is not", false, e);
        }
    }
}
