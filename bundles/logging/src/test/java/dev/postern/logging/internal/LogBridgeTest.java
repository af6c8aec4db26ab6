// SPDX-License-Identifier: Apache-2.0
package dev.postern.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.slf4j.LoggerFactory;

class LogBridgeTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("osgi");
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Reader reader = new Reader();

    @BeforeEach
    void listen() {
        written.start();
        logger.addAppender(written);
        logger.setAdditive(false);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(written);
        logger.setAdditive(true);
    }

    @Test
    void writesUnderTheNameOfTheBundleWithItsCause() {
        LogBridge bridge = new LogBridge(reader);
        bridge.logged(entry(1, LogLevel.ERROR, "component failed", new IllegalStateException("why")));
        assertThat(written.list).singleElement().satisfies(event -> {
            assertThat(event.getLoggerName()).isEqualTo("osgi.some.bundle");
            assertThat(event.getLevel()).isEqualTo(ch.qos.logback.classic.Level.ERROR);
            assertThat(event.getThrowableProxy().getMessage()).isEqualTo("why");
        });
    }

    @Test
    void catchesUpOldestFirstAndRepeatsNothing() {
        reader.history.add(entry(2, LogLevel.WARN, "second", null));
        reader.history.add(entry(1, LogLevel.WARN, "first", null));
        reader.arriving = entry(2, LogLevel.WARN, "second", null);
        new LogBridge(reader).stop();
        assertThat(written.list).extracting(ILoggingEvent::getFormattedMessage)
                .containsExactlyInAnyOrder("first", "second");
        assertThat(reader.listeners).isEmpty();
    }

    /** A log that gets an entry in the moment a listener is added. */
    private static final class Reader implements LogReaderService {
        final List<LogEntry> history = new ArrayList<>();
        final List<LogListener> listeners = new ArrayList<>();
        @Nullable
        LogEntry arriving;

        @Override
        public void addLogListener(LogListener listener) {
            listeners.add(listener);
            if (arriving != null) {
                listener.logged(arriving);
            }
        }

        @Override
        public void removeLogListener(LogListener listener) {
            listeners.remove(listener);
        }

        @Override
        public Enumeration<LogEntry> getLog() {
            return Collections.enumeration(history);
        }
    }

    private static LogEntry entry(long sequence, LogLevel level, String message, @Nullable Throwable cause) {
        Bundle bundle = proxy(Bundle.class, name -> "getSymbolicName".equals(name) ? "some.bundle" : null);
        return proxy(LogEntry.class, name -> switch (name) {
            case "getBundle" -> bundle;
            case "getSequence" -> sequence;
            case "getLogLevel" -> level;
            case "getMessage" -> message;
            case "getException" -> cause;
            default -> null;
        });
    }

    private interface Answer {
        @Nullable
        Object to(String method);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (self, method, arguments) -> answer.to(method.getName())));
    }
}
