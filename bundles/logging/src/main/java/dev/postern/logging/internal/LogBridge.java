// SPDX-License-Identifier: Apache-2.0
package dev.postern.logging.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes what goes through the OSGi log service (the framework, declarative services, configuration) to SLF4J, under
 * {@code osgi.<symbolic name>} of the bundle that said it. What was logged before this component came up is caught up on.
 *
 * <p>Felix has a bundle for this; it reads internals of Logback that changed (the MDC adapter is null there).
 */
@Component(service = {})
public final class LogBridge implements LogListener {
    private final LogReaderService reader;
    /** Sequence of the first entry that arrived live: the history holds it too, and must not repeat it. */
    private final AtomicLong firstLive = new AtomicLong(Long.MAX_VALUE);

    @Activate
    public LogBridge(@Reference LogReaderService reader) {
        this.reader = reader;
        reader.addLogListener(this);
        List<LogEntry> newestFirst = Collections.list(reader.getLog());
        List<LogEntry> history = new ArrayList<>(newestFirst);
        Collections.reverse(history);
        history.stream().filter(entry -> entry.getSequence() < firstLive.get()).forEach(LogBridge::write);
    }

    @Deactivate
    void stop() {
        reader.removeLogListener(this);
    }

    @Override
    public void logged(LogEntry entry) {
        firstLive.accumulateAndGet(entry.getSequence(), Math::min);
        write(entry);
    }

    private static void write(LogEntry entry) {
        @Nullable
        Bundle bundle = entry.getBundle();
        String name = bundle == null ? "osgi" : "osgi." + bundle.getSymbolicName();
        LoggingEventBuilder event = LoggerFactory.getLogger(name).atLevel(level(entry));
        @Nullable
        Throwable cause = entry.getException();
        if (cause != null) {
            event = event.setCause(cause);
        }
        event.log(entry.getMessage());
    }

    private static Level level(LogEntry entry) {
        return switch (entry.getLogLevel()) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case AUDIT, INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }
}
