// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

/** Messages of several lines: one that ends in a backslash goes on in the next. */
final class Lines {
    private Lines() {}

    /** Whether another line follows; two backslashes are one that is meant. */
    static boolean isContinued(String line) {
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    /** What was typed, without the backslashes that went on. */
    static String joined(String typed) {
        var lines = typed.split("\n", -1);
        var text = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            boolean goesOn = i < lines.length - 1 && isContinued(lines[i]);
            text.append(goesOn ? lines[i].substring(0, lines[i].length() - 1) : lines[i]);
            if (i < lines.length - 1) {
                text.append('\n');
            }
        }
        return text.toString();
    }
}
