// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;

/** The exchange that is under way, on disk: a start after a crash records what came of it. */
final class Unfinished {
    private final Path file;

    Unfinished(Path home) {
        this.file = home.resolve("data").resolve("bundles").resolve(".exchange");
    }

    /** Durable when this returns. */
    void write(Exchange exchange) throws IOException {
        var text = new Properties();
        text.setProperty("id", exchange.id());
        text.setProperty("name", exchange.name());
        text.setProperty("from", exchange.from());
        text.setProperty("to", exchange.to());
        text.setProperty("bundle", exchange.bundle());
        text.setProperty("principal", exchange.principal());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            text.store(Channels.newOutputStream(channel), null);
            channel.force(true);
        }
    }

    /** Of a crash; one that was cut off while it was written had not begun. */
    Optional<Exchange> read() throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        var text = new Properties();
        try (var in = Files.newInputStream(file)) {
            text.load(in);
        }
        return text.containsKey("principal")
                ? Optional.of(new Exchange(text.getProperty("id", ""), text.getProperty("name", ""),
                        text.getProperty("from", ""), text.getProperty("to", ""), text.getProperty("bundle", ""),
                        text.getProperty("principal", "")))
                : Optional.empty();
    }

    void clear() throws IOException {
        Files.deleteIfExists(file);
    }
}
