// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.scan;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

import dev.postern.core.access.Grants;
import dev.postern.core.plugin.PluginTrust.Finding;
import dev.postern.core.plugin.PluginTrust.Reach;
import dev.postern.plugins.internal.scan.ClassScan.Use;
import org.objectweb.asm.ClassReader;

/**
 * Reads all code in a plugin's file, also in jars inside it and under names that hide it, and tells what it can reach on its
 * own, beside the means that it is handed. It finds who does not hide; it proves nothing of who does.
 */
public final class ByteCodeScan {
    private static final int MOST_FINDINGS = 200;
    private static final int MOST_BYTES_OF_CLASS = 16 << 20;
    private static final int MOST_BYTES_INSIDE = 128 << 20;
    private static final int CLASS = 0xCAFEBABE;
    private static final int ELF = 0x7F454C46;
    private static final Set<Integer> MACH_O = Set.of(0xFEEDFACE, 0xFEEDFACF, 0xCEFAEDFE, 0xCFFAEDFE);
    private static final int DOS = 0x4D5A;
    private static final int ZIP = 0x504B0304;

    private final Duration patience;
    private final SequencedSet<Use> uses = new LinkedHashSet<>();
    private long end;
    private boolean cutOff;

    private ByteCodeScan(Duration patience) {
        this.patience = patience;
    }

    /**
     * Scans.
     *
     * @param jar a file that unpacks within bounds
     * @param asked what its plugin declares: what belongs to it is marked
     * @param patience after which the rest goes unread, which is a finding
     * @return what was found, by kind, at most 200
     */
    public static List<Finding> findings(Path jar, Grants asked, Duration patience) throws IOException {
        var scan = new ByteCodeScan(patience);
        scan.run(jar);
        var findings = new ArrayList<Finding>();
        scan.uses.forEach(use -> findings.add(new Finding(use.reach(), use.what(), use.where(),
                isDeclared(use.reach(), asked))));
        findings.sort((one, other) -> one.kind().compareTo(other.kind()));
        return List.copyOf(findings);
    }

    private static boolean isDeclared(Reach reach, Grants asked) {
        return switch (reach) {
            case NETWORK -> !asked.hosts().isEmpty();
            case FILES -> !asked.files().isEmpty();
            case PROGRAMS -> !asked.programs().isEmpty();
            default -> false;
        };
    }

    private void run(Path jar) throws IOException {
        end = System.nanoTime() + patience.toNanos();
        try (var zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream in = zip.getInputStream(entry)) {
                    look(entry.getName(), in, true);
                }
            }
        }
    }

    /** @param open whether an archive is looked into */
    private void look(String name, InputStream in, boolean open) throws IOException {
        if (isOver()) {
            return;
        }
        byte[] head = in.readNBytes(Integer.BYTES);
        int magic = head.length < Integer.BYTES ? 0 : ByteBuffer.wrap(head).getInt();
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
        if (name.endsWith(".class") || magic == CLASS) {
            if (!name.endsWith(".class")) {
                add(new Use(Reach.HIDDEN_CODE, "a class that is not named as one", name));
            }
            classFile(name, whole.readNBytes(MOST_BYTES_OF_CLASS));
        } else if (magic == ELF || MACH_O.contains(magic) || magic >>> Short.SIZE == DOS && name.endsWith(".dll")) {
            add(new Use(Reach.NATIVE, "a native library", name));
        } else if (magic == ZIP) {
            if (!open || !name.endsWith(".jar")) {
                add(new Use(Reach.HIDDEN_CODE, open
                        ? "an archive that is not named as a jar"
                        : "an archive inside an archive inside", name));
            }
            if (open) {
                archive(name, whole);
            }
        }
    }

    private void classFile(String name, byte[] content) {
        try {
            new ClassReader(content).accept(new ClassScan(this::add),
                    ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        } catch (RuntimeException malformed) {
            // what the reader throws for bytes that are no class is whatever it stumbles over
            add(new Use(Reach.UNREADABLE, "a class that cannot be read: " + malformed.getClass().getSimpleName(),
                    name));
        }
    }

    /** A jar inside, such as a Bundle-ClassPath names; an archive within that is told and not opened. */
    private void archive(String name, InputStream content) {
        try (var zip = new ZipInputStream(content)) {
            var bounded = new Bounded(zip, MOST_BYTES_INSIDE);
            for (ZipEntry entry = zip.getNextEntry(); entry != null && !cutOff; entry = zip.getNextEntry()) {
                look(name + "!/" + entry.getName(), bounded, false);
                bounded.transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException | IllegalArgumentException broken) {
            add(new Use(Reach.UNREADABLE, "an archive that cannot be read: " + broken.getMessage(), name));
        }
    }

    private boolean isOver() {
        if (!cutOff && System.nanoTime() - end > 0) {
            cutOff = true;
            // in place of whatever was the last
            if (uses.size() == MOST_FINDINGS) {
                uses.removeLast();
            }
            uses.add(new Use(Reach.UNREADABLE, "reading took longer than " + patience.toMillis()
                    + " ms; the rest was not read", ""));
        }
        return cutOff;
    }

    private void add(Use use) {
        if (uses.size() < MOST_FINDINGS) {
            uses.add(use);
        }
    }

    /** Ends what unpacks to more than anybody needs. */
    private static final class Bounded extends FilterInputStream {
        private final long most;
        private long left;

        Bounded(InputStream in, long most) {
            super(in);
            this.most = most;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            return spend(super.read(), 1);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            return spend(read, read);
        }

        private int spend(int result, int bytes) throws IOException {
            if (result >= 0) {
                left -= bytes;
            }
            if (left < 0) {
                throw new IOException("it unpacks to more than " + most + " bytes");
            }
            return result;
        }
    }
}
