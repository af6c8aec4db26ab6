// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import javax.lang.model.element.Element;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonValue;

/** Reads JSON that stands in annotations. */
final class Texts {
    private Texts() {}

    static JsonValue json(Element where, String what, String text) throws Misuse {
        try {
            return JsonValue.parse(text);
        } catch (JsonFormatException e) {
            throw new Misuse(
                    where,
                    what + " is no JSON (a text needs its quotation marks), " + e.getMessage() + ": " + text);
        }
    }
}
