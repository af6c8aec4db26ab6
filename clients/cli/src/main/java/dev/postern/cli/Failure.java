package dev.postern.cli;

import dev.postern.api.json.JsonObject;

/** What went wrong, told on standard error; exit code 1. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    Failure(String code, String message) {
        super(message);
        this.code = code;
    }

    /** The error of a response. */
    static Failure of(JsonObject error) {
        return new Failure(
                error.text("code").orElse("internal"), error.text("message").orElse("the gateway did not say why"));
    }

    /** The wire's code, or one of its codes that fits. */
    String code() {
        return code;
    }
}
