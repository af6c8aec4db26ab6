// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Follows a chain, record by record, and finds where it is broken. Keeps two records whatever the length of the chain. For
 * one thread.
 *
 * <p>A record's hash is SHA-256 over its text in UTF-8; each record holds the hash of the one before. The end has no
 * successor: {@link #end} compares it with a head that was kept elsewhere.
 */
public final class AuditChain {
    /** What the first record names as the one before it. */
    public static final String NOTHING = "0".repeat(64);
    private static final String PREVIOUS = ",\"previous\":\"";
    private static final String SEQ = "\"seq\":";

    private final MessageDigest sha256 = sha256();
    private final String chain;
    private long seq;
    private String hash;
    /** The hash that the record named seq has turned out not to be linked by; its successor tells whose fault it is. */
    private @Nullable Suspect suspect;
    private @Nullable Break broken;

    /** From the beginning of a chain. */
    public AuditChain(String chain) {
        this(AuditHead.empty(chain));
    }

    /** From a head on that was verified before. */
    public AuditChain(AuditHead from) {
        chain = from.chain();
        seq = from.seq();
        hash = from.hash();
    }

    /**
     * The next record.
     *
     * @param text its text
     * @return the break, once it is known where; from then on it stays
     */
    public Optional<Break> add(String text) {
        if (broken != null) {
            return Optional.of(broken);
        }
        var here = hash(text);
        var previous = previous(text);
        if (suspect != null) {
            // the one after the mismatch: does it vouch for its predecessor?
            broken = here(previous).equals(hash)
                    ? new Break(suspect.seq() - 1, "it is not the record that its successor was linked to")
                    : new Break(suspect.seq(), "it is not linked to the record before it");
            return Optional.of(broken);
        }
        long number = number(text, SEQ);
        if (number != seq + 1) {
            broken = new Break(seq + 1, number < 0
                    ? "what stands in its place is no audit record"
                    : "the record " + number + " stands in its place");
            return Optional.of(broken);
        }
        if (!here(previous).equals(hash)) {
            suspect = new Suspect(number);
        }
        seq = number;
        hash = here;
        return Optional.empty();
    }

    /**
     * No more records.
     *
     * @param head what was kept of the end elsewhere; empty to go by the records alone
     */
    public Optional<Break> end(Optional<AuditHead> head) {
        boolean vouched = head.isPresent() && head.get().seq() == seq && head.get().hash().equals(hash);
        if (broken == null && suspect != null) {
            broken = vouched && suspect.seq() > 1
                    ? new Break(suspect.seq() - 1, "it is not the record that its successor was linked to")
                    : suspect.seq() == 1
                            ? new Break(1, "it does not begin a chain")
                            : new Break(suspect.seq(), "it is not linked to the record before it");
        }
        if (broken == null && head.isPresent() && head.get().seq() > seq) {
            broken = new Break(seq + 1, "it was there when the head was taken, and is missing");
        }
        if (broken == null && head.isPresent() && head.get().seq() == seq && !head.get().hash().equals(hash)) {
            broken = new Break(seq, "it is not the record that the head was taken of");
        }
        return Optional.ofNullable(broken);
    }

    /** The end so far. */
    public AuditHead head() {
        return new AuditHead(chain, seq, hash);
    }

    /** A record's hash, hex. */
    public static String hashOf(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String hash(String text) {
        return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String here(@Nullable String previous) {
        return previous == null ? "" : previous;
    }

    /** In canonical order nothing but texts and numbers follows, in which the name cannot occur: the last is the one. */
    private static @Nullable String previous(String text) {
        int number = text.lastIndexOf(SEQ);
        int at = text.lastIndexOf(PREVIOUS, number < 0 ? text.length() : number);
        int from = at + PREVIOUS.length();
        return at < 0 || from + 65 > text.length() || text.charAt(from + 64) != '"'
                ? null
                : text.substring(from, from + 64);
    }

    /** The same of a number; -1 when there is none. */
    static long number(String text, String name) {
        int at = text.lastIndexOf(name);
        long number = 0;
        int i = at + name.length();
        for (; at >= 0 && i < text.length() && Character.digit(text.charAt(i), 10) >= 0 && number < 1L << 53; i++) {
            number = number * 10 + Character.digit(text.charAt(i), 10);
        }
        return at < 0 || i == at + name.length() ? -1 : number;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Where a chain is broken.
     *
     * @param seq the first record that is not as it was, or that is missing
     * @param reason why, for people
     */
    public record Break(long seq, String reason) {}

    private record Suspect(long seq) {}
}
