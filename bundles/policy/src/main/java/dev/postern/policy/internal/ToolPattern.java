package dev.postern.policy.internal;

/** A tool's name, {@code area.*} for all of an area, or {@code *} for all. */
record ToolPattern(String text) {
    private static final java.util.regex.Pattern RULE = java.util.regex.Pattern
            .compile("\\*|[a-z0-9_]+(\\.[a-z0-9_]+)*(\\.\\*)?");

    boolean isValid() {
        return RULE.matcher(text).matches();
    }

    boolean isExact() {
        return !text.endsWith("*");
    }

    boolean matches(String tool) {
        return text.equals("*") || (isExact()
                ? text.equals(tool)
                : tool.length() >= text.length() && tool.startsWith(text.substring(0, text.length() - 1)));
    }
}
