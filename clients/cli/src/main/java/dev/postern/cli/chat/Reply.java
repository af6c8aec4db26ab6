// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The reply of one turn, as it comes in pieces and at last as a whole. Pieces get lost, and an answer that broke off begins
 * again: what stands on the screen stays there, so a new attempt is shown from where it goes beyond it, and where it differs
 * that is said.
 */
final class Reply {
    private final StringBuilder shown = new StringBuilder();
    private Harmless harmless = new Harmless();
    /** A new attempt for as long as it says what stands there already. */
    private @Nullable StringBuilder repeated;
    private long attempt;
    private long next;
    private boolean lost;
    private boolean open;

    /** A piece came. */
    void piece(long ofAttempt, long seq, String data, List<Out> out) {
        if (seq == 0 || ofAttempt != attempt) {
            attempt = ofAttempt;
            next = 0;
            lost = false;
            repeated = shown.isEmpty() ? null : new StringBuilder();
        }
        if (lost || seq != next) {
            // one is missing: the whole comes at the end
            lost = true;
            return;
        }
        next++;
        var again = repeated;
        if (again == null) {
            show(data, out);
            return;
        }
        again.append(data);
        if (!begins(shown, again)) {
            repeated = null;
            goOn(again.toString(), out);
        }
    }

    /** What is written from now on belongs to another step. */
    void step(List<Out> out) {
        end(out);
        shown.setLength(0);
        repeated = null;
        // what may still come of the step before is no beginning
        lost = true;
    }

    /** The turn ended with this reply. */
    void finish(String reply, List<Out> out) {
        if (!reply.strip().contentEquals(shown.toString().strip())) {
            goOn(reply, out);
        }
        end(out);
    }

    /** Nothing more comes of it. */
    void end(List<Out> out) {
        if (open) {
            var rest = harmless.rest();
            if (!rest.isEmpty()) {
                out.add(new Out.Text(rest));
            }
            out.add(new Out.End());
            open = false;
        }
        harmless = new Harmless();
    }

    private void goOn(String whole, List<Out> out) {
        if (begins(whole, shown)) {
            show(whole.substring(shown.length()), out);
            return;
        }
        open = false;
        harmless = new Harmless();
        out.add(new Out.Again());
        shown.setLength(0);
        show(whole, out);
    }

    private static boolean begins(CharSequence whole, CharSequence with) {
        return whole.length() >= with.length() && CharSequence.compare(whole.subSequence(0, with.length()), with) == 0;
    }

    private void show(String text, List<Out> out) {
        shown.append(text);
        var clean = harmless.take(shown.length() == text.length() ? text.stripLeading() : text);
        if (!clean.isEmpty()) {
            open = true;
            out.add(new Out.Text(clean));
        }
    }
}
