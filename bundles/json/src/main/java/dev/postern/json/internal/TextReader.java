// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import java.util.ArrayList;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads values from Jackson's tokens and adds the rules that Jackson leaves to its users. Names are not canonicalized: a
 * symbol table shared by all peers would let one of them fill it for the others. No message repeats any of the input.
 */
public final class TextReader {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    /** A double needs no more than 768 significant digits; what is longer only costs time. */
    private static final int MAX_NUMBER_LENGTH = 1_000;

    private final JsonFactory factory = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            // virtual threads come and go: buffers kept by thread would never be used again
            .recyclerPool(JsonRecyclerPools.newBoundedPool(64))
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    // the text is in memory already; whoever took it in has limited it
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Reads one text. */
    public JsonValue read(String text) throws JsonException {
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            throw new JsonException("begins with a byte order mark");
        }
        int half = halfCharacter(text);
        if (half >= 0) {
            // before escapes are read: an escape's half and a raw one would look whole afterwards
            throw new JsonException("a lone surrogate at character " + half);
        }
        hexadecimal(text);
        try (var parser = factory.createParser(ObjectReadContext.empty(), text)) {
            var first = parser.nextToken();
            if (first == null) {
                throw new JsonException("empty");
            }
            var value = value(parser, first);
            if (parser.nextToken() != null) {
                throw refused("more than one value", parser);
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new JsonException("nested deeper than " + Json.MAX_DEPTH + ", or a number of more than "
                    + MAX_NUMBER_LENGTH + " characters" + place(e));
        } catch (JacksonException e) {
            throw new JsonException("not JSON" + place(e));
        }
    }

    private static JsonValue value(JsonParser parser, @Nullable JsonToken token) throws JsonException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new JsonString(wellFormed(parser.getString(), parser));
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> JsonBoolean.TRUE;
            case VALUE_FALSE -> JsonBoolean.FALSE;
            case VALUE_NULL -> JsonNull.NULL;
            case null, default -> throw refused("not JSON", parser);
        };
    }

    private static JsonObject object(JsonParser parser) throws JsonException {
        var members = new Members();
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            wellFormed(name, parser);
            members.add(name, value(parser, parser.nextToken()));
        }
        if (members.size() == 0) {
            return JsonObject.EMPTY;
        }
        var object = new JsonObject(members);
        if (object.members().size() != members.size()) {
            throw refused("two members of one name in the object that ends", parser);
        }
        return object;
    }

    private static JsonArray array(JsonParser parser) throws JsonException {
        var values = new ArrayList<JsonValue>();
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            values.add(value(parser, token));
        }
        return values.isEmpty() ? JsonArray.EMPTY : new JsonArray(values);
    }

    private static JsonNumber integer(JsonParser parser) throws JsonException {
        var kind = parser.getNumberType();
        long value = kind == NumberType.BIG_INTEGER ? Long.MAX_VALUE : parser.getLongValue();
        if (value > JsonNumber.MAX_SAFE_INTEGER || value < -JsonNumber.MAX_SAFE_INTEGER) {
            throw refused("an integer beyond ±(2^53−1)", parser);
        }
        return new JsonNumber(value);
    }

    private static JsonNumber number(JsonParser parser) throws JsonException {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw refused("a number beyond double", parser);
        }
        return new JsonNumber(value);
    }

    private static String wellFormed(String text, JsonParser parser) throws JsonException {
        if (halfCharacter(text) >= 0) {
            throw refused("a lone surrogate", parser);
        }
        return text;
    }

    /**
     * Where a surrogate stands alone, -1 if none does: they must come in pairs, half a character is no Unicode text
     * (RFC 7493, section 2.1).
     */
    private static int halfCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isHighSurrogate(text.charAt(i))
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /** Jackson looks at the low byte of the digits in an escape only, and so takes letters of other scripts for digits. */
    private static void hexadecimal(String text) throws JsonException {
        for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 2)) {
            if (text.startsWith("u", at + 1)) {
                for (int i = at + 2; i < Math.min(at + 6, text.length()); i++) {
                    if (text.charAt(i) > 0x7F) {
                        throw new JsonException("not JSON at character " + i);
                    }
                }
            }
        }
    }

    private static JsonException refused(String what, JsonParser parser) {
        return new JsonException(
                what + " at character " + parser.currentTokenLocation().getCharOffset());
    }

    private static String place(JacksonException e) {
        var location = e.getLocation();
        return location == null || location.getCharOffset() < 0 ? "" : " at character " + location.getCharOffset();
    }
}
