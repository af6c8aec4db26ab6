package dev.postern.tools.time.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.Test;

class TimeNowTest {
    private final ToolContext context = (ToolContext) Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[]{ToolContext.class},
            (proxy, method, arguments) -> {
                if (method.getName().equals("clock")) {
                    return Clock.fixed(Instant.parse("2026-07-01T10:00:00.123456Z"), ZoneOffset.UTC);
                }
                throw new UnsupportedOperationException(method.getName());
            });

    @Test
    void tellsTheTimeOfTheContextsClockInTheZone() throws Exception {
        var output = new TimeNow().call(new TimeNow.Input("Europe/Zurich"), context);
        assertThat(output.time()).isEqualTo("2026-07-01T12:00:00.123+02:00");
        assertThat(output.weekday()).isEqualTo("Wednesday");
        assertThat(output.epochMillis()).isEqualTo(1_782_900_000_123L);
    }

    @Test
    void refusesAZoneThatDoesNotExistAndSaysWhatToWrite() {
        assertThatThrownBy(() -> new TimeNow().call(new TimeNow.Input("Mars/Olympus"), context))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("Mars/Olympus")
                .hasMessageContaining("Europe/Zurich");
    }
}
