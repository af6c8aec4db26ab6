// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;

/** What went wrong, told on standard error; exit code 1. */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String reason;

    /** With one of the wire's codes, or one that fits, and what a person reads. */
    public Failure(String code, String message) {
        this(code, message, "");
    }

    private Failure(String code, String message, String reason) {
        super(message);
        this.code = code;
        this.reason = reason;
    }

    /** The error of a response; where a tool failed with a code of its own, that stands in parentheses. */
    public static Failure of(JsonObject error) {
        var tools = detail(error, "toolCode").map(code -> " (" + code + ")").orElse("");
        return new Failure(
                error.text("code").orElse("internal") + tools,
                error.text("message").orElse("the gateway did not say why"),
                detail(error, "reason").orElse(""));
    }

    private static Optional<String> detail(JsonObject error, String name) {
        return error.array("details").stream()
                .flatMap(details -> details.values().stream())
                .flatMap(detail -> detail instanceof JsonObject object ? object.text(name).stream() : Stream.of())
                .findFirst();
    }

    /** What programs may go by beside the code, such as the rule that a plugin's file breaks; empty for nothing. */
    public String reason() {
        return reason;
    }

    /** The wire's code, or one of its codes that fits. */
    public String code() {
        return code;
    }
}
