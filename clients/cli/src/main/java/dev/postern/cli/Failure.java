// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;

/** What went wrong, told on standard error; exit code 1. */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    /** With one of the wire's codes, or one that fits, and what a person reads. */
    public Failure(String code, String message) {
        super(message);
        this.code = code;
    }

    /** The error of a response; where a tool failed with a code of its own, that stands in parentheses. */
    public static Failure of(JsonObject error) {
        var tools = error.array("details").stream()
                .flatMap(details -> details.values().stream())
                .flatMap(detail -> detail instanceof JsonObject object ? object.text("toolCode").stream() : Stream.of())
                .findFirst()
                .map(code -> " (" + code + ")")
                .orElse("");
        return new Failure(
                error.text("code").orElse("internal") + tools,
                error.text("message").orElse("the gateway did not say why"));
    }

    /** The wire's code, or one of its codes that fits. */
    public String code() {
        return code;
    }
}
