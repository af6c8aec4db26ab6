package dev.postern.bench;

import java.util.Locale;

/** Prints the rows of the table as they are measured. */
final class Report {
    Report() {
        System.out.println("| what | measured | reach |");
        System.out.println("|---|---|---|");
    }

    /** One row; the format is that of {@link String#format}. */
    void row(String what, String reach, String format, Object... values) {
        System.out.println("| " + what + " | " + String.format(Locale.ROOT, format, values) + " | " + reach + " |");
    }
}
