// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;

/**
 * Reads one JSON text (RFC 8259) as I-JSON (RFC 7493) wants it. Recursive, which the limit on nesting makes safe.
 */
final class JsonParser {
    private static final int MAX_DEPTH = 64;
    /** A double needs no more than 768 significant digits; what is longer only costs time. */
    private static final int MAX_NUMBER_LENGTH = 1_000;

    private final String text;
    private final int mostValues;
    private int values;
    private int at;
    private int depth;

    private JsonParser(String text, int mostValues) {
        this.text = text;
        this.mostValues = mostValues;
    }

    static JsonValue parse(String text, int mostValues) throws JsonFormatException {
        var parser = new JsonParser(text, mostValues);
        var value = parser.value();
        if (parser.next() != 0 || parser.at < text.length()) {
            throw parser.refused("more than one value");
        }
        return value;
    }

    private JsonValue value() throws JsonFormatException {
        if (++values > mostValues) {
            throw refused("more than " + mostValues + " values");
        }
        char first = next();
        return switch (first) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new JsonString(string());
            case 't' -> word("true", JsonBoolean.TRUE);
            case 'f' -> word("false", JsonBoolean.FALSE);
            case 'n' -> word("null", JsonNull.NULL);
            default -> {
                if (first == '-' || isDigit(first)) {
                    yield number();
                }
                throw refused(at < text.length() ? "not JSON" : "nothing where a value should be");
            }
        };
    }

    private JsonObject object() throws JsonFormatException {
        enter();
        var members = new LinkedHashMap<String, JsonValue>();
        if (next() != '}') {
            do {
                if (next() != '"') {
                    throw refused("no name where a member should begin");
                }
                int start = at;
                var name = string();
                expect(':');
                if (members.putIfAbsent(name, value()) != null) {
                    throw new JsonFormatException("a second member of one name", start);
                }
            } while (goesOn('}'));
        }
        leave();
        return members.isEmpty() ? JsonObject.EMPTY : new JsonObject(members);
    }

    private JsonArray array() throws JsonFormatException {
        enter();
        var values = new ArrayList<JsonValue>();
        if (next() != ']') {
            do {
                values.add(value());
            } while (goesOn(']'));
        }
        leave();
        return values.isEmpty() ? JsonArray.EMPTY : new JsonArray(values);
    }

    private void enter() throws JsonFormatException {
        if (++depth > MAX_DEPTH) {
            throw refused("nested deeper than " + MAX_DEPTH);
        }
        at++;
    }

    private void leave() {
        depth--;
        at++;
    }

    private boolean goesOn(char end) throws JsonFormatException {
        char c = next();
        if (c == ',') {
            at++;
        } else if (c != end) {
            throw refused("neither a comma nor " + end);
        }
        return c == ',';
    }

    private String string() throws JsonFormatException {
        var out = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return out.toString();
            }
            if (c < 0x20) {
                throw refused("a control character that is not escaped");
            }
            boolean escaped = c == '\\';
            if (escaped) {
                c = escape();
            }
            at++;
            out.append(c);
            if (Character.isSurrogate(c)) {
                out.append(lowSurrogate(c, escaped));
            }
        }
        throw refused("a text that does not end");
    }

    /**
     * Surrogates must come in pairs, both escaped or neither: half a character is no Unicode text (RFC 7493, section
     * 2.1), and the other half behind an escape does not make it one.
     */
    private char lowSurrogate(char high, boolean escaped) throws JsonFormatException {
        if (Character.isHighSurrogate(high) && at < text.length() && escaped == (text.charAt(at) == '\\')) {
            char low = escaped ? escape() : text.charAt(at);
            if (Character.isLowSurrogate(low)) {
                at++;
                return low;
            }
        }
        throw refused("a lone surrogate");
    }

    /** The character escaped; leaves the position at the escape's last character. */
    private char escape() throws JsonFormatException {
        at++;
        return switch (at < text.length() ? text.charAt(at) : 0) {
            case '"' -> '"';
            case '\\' -> '\\';
            case '/' -> '/';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw refused("an escape that JSON does not have");
        };
    }

    private char unicode() throws JsonFormatException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            at++;
            char c = at < text.length() ? text.charAt(at) : 0;
            // only these: Character.digit takes the digits of other scripts as well
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw refused("no four hexadecimal digits after \\u");
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private JsonNumber number() throws JsonFormatException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        boolean whole = true;
        if (peek() == '.') {
            whole = false;
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        return number(start, whole);
    }

    private JsonNumber number(int start, boolean whole) throws JsonFormatException {
        if (at - start > MAX_NUMBER_LENGTH) {
            throw new JsonFormatException("a number of more than " + MAX_NUMBER_LENGTH + " characters", start);
        }
        double value = Double.parseDouble(text.substring(start, at));
        // rounding is monotonic: beyond 2^53−1 no whole number becomes one within
        if (whole && Math.abs(value) > JsonNumber.MAX_SAFE_INTEGER) {
            throw new JsonFormatException("an integer beyond ±(2^53−1)", start);
        }
        if (!Double.isFinite(value)) {
            throw new JsonFormatException("a number beyond double", start);
        }
        return new JsonNumber(value);
    }

    private void digits() throws JsonFormatException {
        if (!isDigit(peek())) {
            throw refused("no digit where a number should go on");
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    private <T extends JsonValue> T word(String word, T value) throws JsonFormatException {
        if (!text.startsWith(word, at)) {
            throw refused("not JSON");
        }
        at += word.length();
        return value;
    }

    private void expect(char wanted) throws JsonFormatException {
        if (next() != wanted) {
            throw refused("no " + wanted);
        }
        at++;
    }

    /** The next character that is no white space, not consumed; 0 at the end. */
    private char next() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return peek();
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private JsonFormatException refused(String rule) {
        return new JsonFormatException(rule, at);
    }
}
