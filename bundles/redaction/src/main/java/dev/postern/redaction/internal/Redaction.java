// SPDX-License-Identifier: Apache-2.0
package dev.postern.redaction.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Puts stars in place of what looks like a secret: our tokens and other vendors' by their prefixes, credentials of HTTP
 * headers, values of members and parameters with telling names, private keys. The last line of defence, not the first:
 * code does not log secrets.
 */
final class Redaction {
    private static final String STARS = "***";
    /** A quotation mark may be escaped: the text may be JSON within JSON. */
    private static final String QUOTE = "(?:\\\\?[\"'])?";
    /** JSON may write a slash with a backslash before it; the secret goes on behind it. */
    private static final String MORE = "(?:\\\\/[^\\s\"',;&}\\\\]*){0,64}";
    private static final List<Rule> RULES = List.of(
            new Rule("-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", STARS),
            new Rule("pst_[0-9a-z]{1,40}_[A-Za-z0-9_-]{8,}", "pst_" + STARS),
            new Rule("\\b(whsec_|sk-|gh[pousr]_|xox[abpr]-)[A-Za-z0-9_+/=-]{12,}" + MORE, "$1" + STARS),
            new Rule("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{6,}" + MORE, "$1 " + STARS),
            new Rule("(?i)(\\b[a-z0-9_.-]{0,40}(?:authorization|token|secret|passw(?:or)?d|api[_-]?key|cookie)" + QUOTE
                    + "\\s*[:=]\\s*" + QUOTE + ")(?!\\*\\*\\*)(?!(?:bearer|basic)\\s)[^\\s\"',;&}\\\\]{1,}" + MORE,
                    "$1" + STARS));

    private Redaction() {}

    static String of(String text) {
        var redacted = text;
        for (var rule : RULES) {
            redacted = rule.pattern().matcher(redacted).replaceAll(rule.replacement());
        }
        return redacted;
    }

    static byte[] of(byte[] utf8) {
        return of(new String(utf8, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    private record Rule(Pattern pattern, String replacement) {
        Rule(String expression, String replacement) {
            this(Pattern.compile(expression, Pattern.DOTALL), replacement);
        }
    }
}
