// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import javax.lang.model.element.Element;

/** Something in the sources that cannot be described. */
final class Misuse extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Element where;

    Misuse(Element where, String message) {
        super(message);
        this.where = where;
    }

    Element where() {
        return where;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
