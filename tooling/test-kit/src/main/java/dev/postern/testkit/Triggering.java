// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.postern.api.message.Part;
import dev.postern.api.trigger.TriggeredMessage;
import dev.postern.core.json.Nesting;

/** What the contracts of triggers share. */
final class Triggering {
    private static final long PATIENCE_SECONDS = 10;
    private static final int MOST_PARTS = 32;
    private static final int MOST_TEXT = 256 * 1024;
    private static final int MOST_METADATA = 8 * 1024;
    private static final int MOST_NAME = 256;

    private Triggering() {}

    /** What a component declares by an annotation. */
    static Object declared(Class<?> type, Class<? extends Annotation> by, String property) {
        var value = ComponentFile.of(type).properties().get(property);
        if (value == null) {
            throw new AssertionError(type.getName() + " declares no " + property + ": it needs @" + by.getSimpleName());
        }
        return value;
    }

    /** On a virtual thread, and for no longer than the gateway waits. */
    static <T> T within(Callable<T> code) throws Exception {
        var asking = new FutureTask<>(code);
        var thread = Thread.ofVirtual().start(asking);
        try {
            T said = asking.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            check(said != null, "it gives null where nothing is an empty Optional");
            return said;
        } catch (TimeoutException slow) {
            thread.interrupt();
            throw new AssertionError("it takes more than " + PATIENCE_SECONDS + " s", slow);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception exception ? exception : failed;
        }
    }

    /** A message that the gateway takes. */
    static void accepted(TriggeredMessage message) {
        check(!message.thread().isBlank() && message.thread().length() <= MOST_NAME,
                "its thread has 1 to " + MOST_NAME + " characters");
        check(!message.parts().isEmpty() && message.parts().size() <= MOST_PARTS,
                "its message has 1 to " + MOST_PARTS + " parts");
        int text = message.parts().stream().mapToInt(part -> part instanceof Part.Text(var words, _)
                ? words.getBytes(StandardCharsets.UTF_8).length
                : 0).sum();
        check(text <= MOST_TEXT, "its text is at most " + MOST_TEXT + " bytes of UTF-8");
        check(message.parts().stream().noneMatch(part -> part instanceof Part.Text(var words, _) && words.isBlank()),
                "a part of it says nothing: where there is nothing to say, give an empty Optional");
        check(!Nesting.exceeds(message.metadata(), Nesting.MAX_VALUE),
                "its metadata nests deeper than " + Nesting.MAX_VALUE);
        check(message.metadata().toString().getBytes(StandardCharsets.UTF_8).length <= MOST_METADATA,
                "its metadata is at most " + MOST_METADATA + " bytes as text");
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
