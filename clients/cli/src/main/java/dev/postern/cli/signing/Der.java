// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.signing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The few values in the Distinguished Encoding Rules (ITU-T X.690) that a certificate is made of. */
final class Der {
    private static final int BIT_STRING = 0x03;
    private static final int INTEGER = 0x02;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int EXPLICIT_ZERO = 0xa0;
    private static final int SHORT_LENGTH = 0x80;
    /** RFC 5280, 4.1.2.5: years up to 2049 have two digits. */
    private static final int FIRST_GENERALIZED_YEAR = 2050;

    private Der() {}

    static byte[] sequence(byte[]... values) {
        return value(SEQUENCE, values);
    }

    static byte[] set(byte[]... values) {
        return value(SET, values);
    }

    static byte[] explicitZero(byte[] value) {
        return value(EXPLICIT_ZERO, value);
    }

    static byte[] integer(BigInteger number) {
        return value(INTEGER, number.toByteArray());
    }

    static byte[] text(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whole bytes. */
    static byte[] bits(byte[] bytes) {
        return value(BIT_STRING, new byte[1], bytes);
    }

    /** In whole seconds. */
    static byte[] time(Instant at) {
        ZonedDateTime utc = at.atZone(ZoneOffset.UTC);
        boolean two = utc.getYear() < FIRST_GENERALIZED_YEAR;
        var text = DateTimeFormatter.ofPattern(two ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'").format(utc);
        return value(two ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] value(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        var whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length < SHORT_LENGTH) {
            whole.write(length);
        } else {
            byte[] digits = BigInteger.valueOf(length).toByteArray();
            int first = digits[0] == 0 ? 1 : 0;
            whole.write(SHORT_LENGTH + digits.length - first);
            whole.write(digits, first, digits.length - first);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
