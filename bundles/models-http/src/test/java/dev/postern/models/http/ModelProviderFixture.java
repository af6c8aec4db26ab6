// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelLimits;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelProvider;
import dev.postern.api.model.ModelRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A provider and a server that speaks its wire. A wire's own test says how its answers are written. */
public abstract class ModelProviderFixture {
    /** Longer than any test takes. */
    protected static final Duration LONG = Duration.ofSeconds(20);

    /** The endpoint. */
    protected WireServer server;
    /** What exchanges may use. */
    protected Means means;

    private ModelProvider provider;

    /**
     * The provider with the name {@code test} and the key {@code model.key}.
     *
     * @param url of the endpoint
     * @param backoff between two tries
     */
    protected abstract ModelProvider provider(String url, Backoff backoff);

    /** The path of requests under the endpoint's address. */
    protected abstract String path();

    /** The data of the events with which the model {@code m-2} begins to say these pieces; the last event is the last. */
    protected abstract List<String> saying(String... pieces);

    /** The data of the events that end an answer. */
    protected abstract List<String> ending();

    /** The data of the events of a call as it may follow some text. */
    protected abstract List<String> calling(String id, String name, String arguments);

    /** The data of the event with this error, which is of no kind that is known. */
    protected abstract String error(String message);

    /** A whole answer that was cut at the limit of tokens. */
    protected abstract String whole(String text);

    /** An image in a request, as the wire has it. */
    protected abstract String image(String mediaType, String base64);

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        server = new WireServer();
        means = new Means(home);
        provider = provider(server.url(), new Backoff(Duration.ofMillis(2), Duration.ofMillis(4), new Random()));
    }

    @AfterEach
    void stop() {
        means.close();
        server.close();
    }

    /** Asks with a short message, and limits that nothing of a test reaches but what is meant to. */
    protected ModelAnswer ask() throws Exception {
        return ask(limits());
    }

    /** Asks with a short message and these limits. */
    protected ModelAnswer ask(ModelLimits limits) throws Exception {
        return ask(new ModelRequest("m", List.of(new ModelMessage.Said("hi")), List.of(), limits));
    }

    /** Asks this. */
    protected ModelAnswer ask(ModelRequest request) throws Exception {
        return provider.exchange(request, means);
    }

    /** Limits that nothing of a test reaches but what is meant to. */
    protected static ModelLimits limits() {
        return new ModelLimits(LONG, LONG, LONG, 50, 100_000);
    }

    /** Asks, and gets no answer for this reason and with these words; nothing of it holds the key. */
    protected void assertFails(String failure, String words) {
        var failed = fails(this::ask);
        assertThat(failed.failure().getClass().getSimpleName()).isEqualTo(failure);
        assertThat(failed).hasMessageContaining(words);
        assertThat(failed.getMessage()).startsWith("the model endpoint test");
        var trace = new StringWriter();
        failed.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString() + means.deltas()).doesNotContain("canary");
    }

    /** Parts of one stream. */
    @SafeVarargs
    protected static List<String> events(List<String>... parts) {
        var all = new ArrayList<String>();
        for (var part : parts) {
            all.addAll(part);
        }
        return all;
    }

    /** Makes an exchange. */
    protected interface Exchange {
        /** The answer. */
        ModelAnswer make() throws Exception;
    }

    /** The failure of an exchange that must fail. */
    protected static ModelException fails(Exchange exchange) {
        try {
            throw new AssertionError("it answered " + exchange.make());
        } catch (ModelException failed) {
            return failed;
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }
}
