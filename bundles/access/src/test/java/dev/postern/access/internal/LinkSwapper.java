// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that swaps files and folders for links to others, back and forth, as fast as it can, until its standard input
 * ends. Its arguments are pairs: what is swapped, and where the link leads.
 */
final class LinkSwapper {
    private final Path place;
    private final Path target;
    private final Path aside;
    private final Path link;

    private LinkSwapper(Path place, Path target) {
        this.place = place;
        this.target = target;
        this.aside = place.resolveSibling(place.getFileName() + ".aside");
        this.link = place.resolveSibling(place.getFileName() + ".link");
    }

    /** Starts. */
    public static void main(String[] arguments) throws Exception {
        var swaps = new ArrayList<LinkSwapper>();
        for (int i = 0; i < arguments.length; i += 2) {
            swaps.add(new LinkSwapper(Path.of(arguments[i]), Path.of(arguments[i + 1])));
        }
        Thread.ofPlatform().daemon().start(LinkSwapper::endWithInput);
        for (long round = 0;; round++) {
            for (var swap : swaps) {
                swap.swap();
            }
            if (round == 100) {
                System.out.println("swapping");
            }
        }
    }

    /** Starts the program, and returns once it swaps. */
    static Process start(List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-cp",
                Path.of(LinkSwapper.class.getProtectionDomain().getCodeSource().getLocation().getPath()).toString(),
                LinkSwapper.class.getName()));
        command.addAll(arguments);
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        if (!"swapping".equals(process.inputReader().readLine())) {
            throw new IOException("the program ended");
        }
        return process;
    }

    private static void endWithInput() {
        try {
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException ended) {
            // as well
        }
        Runtime.getRuntime().halt(0);
    }

    private void swap() throws IOException {
        if (!Files.isSymbolicLink(link)) {
            // somebody put a file in the link's place while it stood in the other's
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, target);
        }
        move(place, aside);
        move(link, place);
        move(place, link);
        move(aside, place);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException gone) {
            // moved or deleted by the other side; the next round puts things right
        }
    }
}
