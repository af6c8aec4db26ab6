// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A mirror on this machine. */
final class DiskFolder implements Folder {
    private final Path root;

    DiskFolder(Path root) {
        this.root = root;
    }

    @Override
    public byte[] read(String path, int most) throws Trouble {
        try (InputStream in = open(path)) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length > most) {
                throw Limits.tooLarge(path, most);
            }
            return content;
        } catch (IOException missing) {
            throw unreadable(path, missing);
        }
    }

    @Override
    public void copy(String path, long size, Path to) throws Trouble {
        try (InputStream in = open(path)) {
            Limits.copy(in, path, size, to);
        } catch (IOException missing) {
            throw unreadable(path, missing);
        }
    }

    /** No part of it may be a link: what lies elsewhere is none of the marketplace's. */
    private InputStream open(String path) throws IOException, Trouble {
        Path real = root.toRealPath();
        Path file = real.resolve(path).normalize();
        if (!file.startsWith(real) || !file.equals(file.toRealPath())
                || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw Trouble.invalid(path + " is or passes a link, or is no file");
        }
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    private Trouble unreadable(String path, IOException why) {
        return Trouble.unreachable(why instanceof NoSuchFileException
                ? "there is no " + path + " in " + root
                : path + " cannot be read in " + root + ": " + why);
    }
}
