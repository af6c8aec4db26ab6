// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

/** A value that does not fit its Java type; its path grows on the way out. */
final class Misfit extends Exception {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String rule;

    Misfit(String rule) {
        this("", rule);
    }

    private Misfit(String path, String rule) {
        super(rule, null, false, false);
        this.path = path;
        this.rule = rule;
    }

    Misfit within(String step) {
        return new Misfit("/" + step.replace("~", "~0").replace("/", "~1") + path, rule);
    }

    @Override
    public String getMessage() {
        return path.isEmpty() ? rule : path + " " + rule;
    }
}
