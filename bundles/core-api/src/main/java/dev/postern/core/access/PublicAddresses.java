// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.access;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are of the world: those that the IANA special-purpose address registries (RFC 6890) do not keep for
 * something else. What holds an address of version 4 is as good as that.
 */
public final class PublicAddresses {
    private static final List<Block> SPECIAL = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            // protocol assignments with Teredo, benchmarks and ORCHID; documentation
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20");
    /** All that is assigned of version 6 so far. */
    private static final Block GLOBAL_UNICAST = Block.of("2000::/3");
    private static final Block TRANSLATED = Block.of("64:ff9b::/96");
    private static final Block SIX_TO_FOUR = Block.of("2002::/16");

    private PublicAddresses() {}

    /** Whether an address is of the world. */
    public static boolean isOfTheWorld(InetAddress address) {
        var bytes = address.getAddress();
        if (SPECIAL.stream().anyMatch(block -> block.holds(bytes))) {
            return false;
        }
        if (bytes.length == 4) {
            return true;
        }
        if (TRANSLATED.holds(bytes)) {
            return holdsOneOfTheWorld(bytes, 12);
        }
        return GLOBAL_UNICAST.holds(bytes)
                && (!SIX_TO_FOUR.holds(bytes) || holdsOneOfTheWorld(bytes, 2))
                && (!isIsatap(bytes) || holdsOneOfTheWorld(bytes, 12));
    }

    /** RFC 5214: the interface is {@code 0:5efe} or {@code 200:5efe} and the address. */
    private static boolean isIsatap(byte[] bytes) {
        return (bytes[8] & 0xFD) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && (bytes[11] & 0xFF) == 0xFE;
    }

    private static boolean holdsOneOfTheWorld(byte[] bytes, int from) {
        var four = Arrays.copyOfRange(bytes, from, from + 4);
        return SPECIAL.stream().noneMatch(block -> block.holds(four));
    }

    private static List<Block> blocks(String... texts) {
        return Stream.of(texts).map(Block::of).toList();
    }

    private record Block(byte[] start, int bits) {
        static Block of(String text) {
            int slash = text.indexOf('/');
            return new Block(
                    InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
                    Integer.parseInt(text.substring(slash + 1)));
        }

        boolean holds(byte[] address) {
            if (address.length != start.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += 8) {
                int mask = 0xFF << Math.max(0, 8 - (bits - bit));
                if (((address[bit / 8] ^ start[bit / 8]) & mask & 0xFF) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
