// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.regex.Pattern;
import javax.lang.model.element.Element;

/** The rules of {@code @PosternPlugin}, told to the author rather than to who installs the plugin. */
final class PluginCheck {
    private final Element where;
    private final Annotation plugin;

    PluginCheck(Element where, Annotation plugin) {
        this.where = where;
        this.plugin = plugin;
    }

    void check() throws Misuse {
        if (!plugin.text("id").matches("[a-z0-9][a-z0-9.-]{0,63}")) {
            throw new Misuse(
                    where,
                    "a plugin's id is up to 64 of a to z, 0 to 9, . and -, and this is " + plugin.text("id"));
        }
        // it becomes a quoted attribute of a manifest header, where bnd would read these as its own
        if (!plugin.text("title").matches("(?=.*\\S)[^\"\\\\$\\p{Cntrl}]+")) {
            throw new Misuse(where, "a plugin's title is one line without quotation marks, backslashes and $");
        }
        each("hosts", "\\*|((\\*\\.)?[A-Za-z0-9.-]+|\\[[0-9a-fA-F:]+])(:(\\d{1,5}|\\*))?",
                "a host or *.domain, then perhaps :port or :*, or *");
        each("files", "(\\*|[a-z0-9][a-z0-9_-]{0,31}):(read|write)", "root:read, root:write, *:read or *:write");
        each("programs", "\\*|[A-Za-z0-9._+-]+", "a program's name without its folder, or *");
        each("secrets", "\\*|[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "a secret's name");
    }

    private void each(String member, String pattern, String rule) throws Misuse {
        var allowed = Pattern.compile(pattern);
        for (var value : plugin.texts(member)) {
            if (!allowed.matcher(value).matches()) {
                throw new Misuse(where, member + ": each is " + rule + ", and one is " + value);
            }
        }
    }
}
