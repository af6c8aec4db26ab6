// SPDX-License-Identifier: Apache-2.0
package dev.postern.redaction.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final String CANARY = "c4n4ryC4N4RYc4n4ryC4N4RYc4n4ryC4N4RY1234567";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"pst_01jd0000000000000000000000_%s", "Authorization: Bearer %s",
        "authorization=Basic %s", "{\"token\":\"%s\"}", "{\\\"token\\\":\\\"%s\\\"}", "token: %s",
        "POSTERN_MODEL_API_KEY=%s", "/path?access_token=%s&x=1", "password = '%s'", "Set-Cookie: %s", "whsec_%s",
        "sk-%s", "ghp_%s", "X-Api-Key: %s", "client_secret=%s",
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----", "Bearer %s"})
    void putsStarsInPlaceOfSecrets(String text) {
        assertThat(Redaction.of("before " + text.formatted(CANARY) + " after")).doesNotContain(CANARY)
                .startsWith("before ")
                .contains("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"made operator token k_01jd; it is in /home/x/secrets/operator.token",
        "listening on http://127.0.0.1:7717", "turn t_01jd finished in 12 ms", "tokens.create failed",
        "incident i_01jd: tokens.create failed", "{\"level\":\"INFO\",\"tokens\":12}"})
    void leavesTheRestAlone(String text) {
        assertThat(Redaction.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token: %s", "Bearer %s", "whsec_%s"})
    void followsASecretOverItsEscapedSlashes(String text) {
        assertThat(Redaction.of(text.formatted("abcdefghijklmnop\\/" + CANARY))).doesNotContain(CANARY);
    }

    @Test
    void takesLittleTimeForLongHostileLines() {
        var line = "token".repeat(20_000) + "\\\"".repeat(20_000) + "-----BEGIN PRIVATE KEY-----".repeat(500)
                + "token: " + "x".repeat(200_000) + "\\/y".repeat(50_000);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Redaction.of(line));
    }

    @Test
    void coversMessageArgumentsExceptionsAndContext() {
        for (Encoder<ILoggingEvent> encoder : encoders()) {
            var context = new LoggerContext();
            context.setMDCAdapter(new LogbackMDCAdapter());
            context.start();
            var out = new ByteArrayOutputStream();
            encoder.setContext(context);
            encoder.start();
            var appender = new OutputStreamAppender<ILoggingEvent>();
            appender.setContext(context);
            appender.setEncoder(encoder);
            appender.setOutputStream(out);
            appender.setImmediateFlush(true);
            appender.start();
            var logger = context.getLogger("test");
            logger.setLevel(Level.INFO);
            logger.addAppender(appender);

            logger.atInfo().addKeyValue("token", CANARY).log("connect with Bearer {}", CANARY);
            logger.error("failed", new IllegalStateException("token: " + CANARY,
                    new IllegalArgumentException("pst_1_" + CANARY)));

            assertThat(out.toString(StandardCharsets.UTF_8)).contains("connect with", "failed", "***")
                    .doesNotContain(CANARY);
        }
    }

    @Test
    void isWhatTheShippedConfigurationUses() throws Exception {
        var conf = Path.of(System.getProperty("postern.root"), "runtime", "distribution", "src", "conf");
        System.setProperty("postern.home", folder.toString());
        var context = new LoggerContext();
        var joran = new JoranConfigurator();
        joran.setContext(context);
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.start();
        joran.doConfigure(conf.resolve("logback.xml").toFile());

        context.getLogger("dev.postern.test").info("the token: {}", CANARY);
        context.stop();

        var log = Files.readString(folder.resolve("log").resolve("postern.jsonl"));
        assertThat(log).contains("\"the token: ***\"").doesNotContain(CANARY);
        for (var file : new String[]{"logback.xml", "logback-stderr.xml"}) {
            assertThat(Files.readString(conf.resolve(file)).lines().filter(line -> line.contains("<encoder")))
                    .as(file)
                    .isNotEmpty()
                    .allMatch(line -> line.contains("dev.postern.redaction.internal.Redacting"));
        }
    }

    private static List<Encoder<ILoggingEvent>> encoders() {
        var json = new RedactingJsonEncoder();
        json.setWithArguments(true);
        var pattern = new RedactingPatternEncoder();
        pattern.setPattern("%d %-5level %logger{0}: %msg %kvp%n%ex");
        return List.of(json, pattern);
    }
}
