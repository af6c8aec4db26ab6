// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/** Which names files and folders may have here. What nobody can see in a name has no place in one. */
final class FileNames {
    /** What Linux and macOS take at most, in UTF-8. */
    private static final int MAX_BYTES = 255;

    private FileNames() {}

    /** Whether something of this name can be used at all. */
    static boolean usable(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..")
                && name.indexOf('/') < 0
                && seen(name)
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    /** Whether all of the text shows, and no backslash is in it, which elsewhere parts folders. */
    static boolean seen(String text) {
        return text.indexOf('\\') < 0 && text.codePoints().noneMatch(FileNames::unseen);
    }

    /** Control and direction characters, and halves of characters; not the joiners that several scripts need. */
    private static boolean unseen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> character != 0x200C && character != 0x200D;
            default -> false;
        };
    }

    /** Whether a name that is made looks like no other: composed (NFC, Unicode annex 15), no space at its ends. */
    static boolean mayBeMade(String name) {
        return Normalizer.isNormalized(name, Normalizer.Form.NFC) && name.strip().equals(name);
    }

    /** The same for all names that some file system takes for the same. */
    static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
