// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.postern.core.audit.SignedHead;

/** A file of signed heads, a line each, that only ever grows. */
record HeadsFile(Path path) {

    /** Adds heads, through to the disk. */
    void add(List<SignedHead> heads) throws IOException {
        var lines = new StringBuilder();
        heads.forEach(head -> lines.append(head.line()).append('\n'));
        if (path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
            var bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
    }

    /** The newest head of each chain; lines that are none, such as one that a crash cut, are passed over. */
    Map<String, SignedHead> newest() throws IOException {
        var newest = new HashMap<String, SignedHead>();
        if (Files.exists(path)) {
            try (var lines = Files.lines(path)) {
                lines.flatMap(line -> SignedHead.read(line).stream())
                        .forEach(head -> newest.merge(head.head().chain(), head,
                                (before, next) -> next.head().seq() >= before.head().seq() ? next : before));
            }
        }
        return newest;
    }
}
