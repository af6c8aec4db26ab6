// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelContext;
import dev.postern.api.model.ModelDelta;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelImage;
import dev.postern.api.model.ModelLimits;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelProvider;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Secrets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What holds for every model provider that speaks over HTTP. Extend it and say how the endpoint of its wire answers; a server
 * on this machine does so.
 */
public abstract class ModelProviderContract {
    /** The key's value: nothing that people see may hold it. */
    protected static final String KEY = "kit-canary-8351";
    private static final Duration LONG = Duration.ofSeconds(20);

    private PluginHarness plugin;
    private StandIn endpoint;

    /** Any class of the plugin's bundle. */
    protected abstract Class<?> plugin();

    /** A provider that asks the endpoint at this address. */
    protected abstract ModelProvider provider(URI address);

    /** The name of the secret with the key. */
    protected abstract String key();

    /** The path of requests below the address. */
    protected abstract String path();

    /** What the endpoint answers when the model says this. */
    protected abstract StandIn.Answer saying(String text);

    /** What the endpoint answers when it refuses the key; the words are in the body. */
    protected StandIn.Answer refusingTheKey(String words) {
        return StandIn.Answer.of(401, "application/json", "{\"error\":{\"message\":\"" + words + "\"}}");
    }

    @BeforeEach
    void begin() {
        plugin = PluginHarness.of(plugin()).secret(key(), KEY);
        endpoint = plugin.server("127.0.0.1");
    }

    @AfterEach
    void end() {
        plugin.close();
    }

    /** What was shown on the way is what was said. */
    @Test
    void answersWhatTheModelSays() throws Exception {
        endpoint.answers(path(), asked -> saying("Grüße"));
        try (var exchange = new Exchange()) {
            var answer = exchange.ask();
            check(answer.text().equals("Grüße"), "the model said Grüße, and it answered " + answer.text());
            check(exchange.shown().equals(answer.text()), "it showed '" + exchange.shown() + "' on the way");
            check(endpoint.asked().getFirst().headers().toString().contains(KEY), "it asked without the key");
        }
    }

    /** A wrong key is called that, and shown to nobody. */
    @Test
    void saysThatTheKeyIsRefusedWithoutShowingIt() throws Exception {
        endpoint.answers(path(), asked -> refusingTheKey("you sent " + KEY));
        var failed = fails(endpoint.uri(""));
        check(failed.failure() instanceof ModelFailure.KeyRefused, "it calls a refused key " + failed.failure());
    }

    /** Nobody at that address is no answer, at once. */
    @Test
    void saysThatNobodyAnswers() throws Exception {
        var gone = new StandIn();
        var address = gone.uri("");
        gone.close();
        check(!(fails(address).failure() instanceof ModelFailure.KeyRefused), "it blames the key for a dead endpoint");
    }

    /** What comes is not always of the wire. */
    @Test
    void saysThatItCannotReadWhatIsNoAnswer() throws Exception {
        endpoint.answers(path(), 200, "text/html", "<html>a portal of a hotel</html>");
        fails(endpoint.uri(""));
    }

    /** An exchange that is cancelled ends at once. */
    @Test
    void endsWhenItIsCancelled() throws Exception {
        var asked = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        endpoint.answers(path(), any -> {
            asked.countDown();
            over.await();
            return saying("late");
        });
        try (var exchange = new Exchange()) {
            var asking = new FutureTask<ModelAnswer>(exchange::ask);
            var thread = Thread.ofVirtual().start(asking);
            check(asked.await(LONG.toSeconds(), TimeUnit.SECONDS), "it never asked");
            thread.interrupt();
            check(thread.join(RunningCall.GRACE), "it goes on after it was cancelled");
        } finally {
            over.countDown();
        }
    }

    private ModelException fails(URI address) throws Exception {
        try (var exchange = new Exchange(address)) {
            var answer = exchange.ask();
            throw new AssertionError("it answered " + answer);
        } catch (ModelException failed) {
            check(!String.valueOf(failed.getMessage()).contains(KEY), "its failure shows the key");
            return failed;
        }
    }

    private final class Exchange implements ModelContext, AutoCloseable {
        private final URI address;
        private final Means means = plugin.reach().means(plugin.servers(), false, new RecordedProgress());
        private final List<ModelDelta> deltas = new CopyOnWriteArrayList<>();

        Exchange() {
            this(endpoint.uri(""));
        }

        Exchange(URI address) {
            this.address = address;
        }

        ModelAnswer ask() throws ModelException, InterruptedException {
            return provider(address)
                    .exchange(new ModelRequest("model", List.of(new ModelMessage.Said("hello")), List.of(),
                            new ModelLimits(LONG, LONG, LONG, 100, 1 << 20)), this);
        }

        String shown() {
            var text = new StringBuilder();
            deltas.forEach(delta -> {
                if (delta instanceof ModelDelta.Text(var some)) {
                    text.append(some);
                }
            });
            return text.toString();
        }

        @Override
        public HttpAccess http() {
            return means.http();
        }

        @Override
        public Secrets secrets() {
            return means.secrets();
        }

        @Override
        public byte[] image(ModelImage image) {
            return new byte[0];
        }

        @Override
        public void delta(ModelDelta delta) {
            deltas.add(delta);
        }

        @Override
        public void close() {
            means.close();
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
