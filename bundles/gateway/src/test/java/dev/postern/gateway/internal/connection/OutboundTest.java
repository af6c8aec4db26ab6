// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.gateway.internal.SharedRoom;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.junit.jupiter.api.Test;

/** What waits for clients, counted over all of them. */
class OutboundTest {
    private final SharedRoom shared = new SharedRoom(100);
    private final AtomicInteger crowded = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();
    /** Frames that no client has read. */
    private final Queue<Callback> unread = new ArrayDeque<>();
    private final CoreSession core = (CoreSession) Proxy.newProxyInstance(CoreSession.class.getClassLoader(),
            new Class<?>[]{CoreSession.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("sendFrame")) {
                    unread.add((Callback) arguments[1]);
                }
                return null;
            });

    @Test
    void saysWhenMoreWaitsForAllThanMay() {
        var one = outbound(80);
        var other = outbound(80);
        one.send(new byte[60]);
        other.send(new byte[40]);
        assertThat(crowded).hasValue(0);
        other.send(new byte[1]);
        assertThat(crowded).hasValue(1);
        assertThat(one.waiting()).isEqualTo(60);
        assertThat(other.waiting()).isEqualTo(41);
    }

    @Test
    void givesBackWhatWasReadOrNeverWillBe() {
        var out = outbound(80);
        out.send(new byte[30]);
        out.send(new byte[30]);
        unread.remove().succeeded();
        assertThat(shared.taken()).isEqualTo(30);
        unread.remove().failed(new IllegalStateException("gone"));
        assertThat(shared.taken()).isZero();
        assertThat(out.waiting()).isZero();
    }

    @Test
    void givesBackAtOnceWhatWaitedOnALineThatIsCut() {
        var out = outbound(80);
        out.send(new byte[30]);
        out.send(new byte[30]);
        out.abort();
        assertThat(shared.taken()).isZero();
        unread.remove().failed(new IllegalStateException("gone"));
        assertThat(out.send(new byte[1])).isFalse();
        unread.remove().succeeded();
        out.abort();
        assertThat(shared.taken()).isZero();
        assertThat(out.waiting()).isZero();
        assertThat(out.ended()).isTrue();
    }

    @Test
    void countsNothingThatItDoesNotSend() {
        var out = outbound(80);
        out.send(new byte[60]);
        assertThat(out.send(new byte[30])).isFalse();
        assertThat(out.wasCut()).isTrue();
        assertThat(out.send(new byte[1])).isFalse();
        assertThat(cuts).hasValue(1);
        assertThat(shared.taken()).isEqualTo(60);
    }

    private Outbound outbound(long limit) {
        return new Outbound(core, limit, shared, crowded::incrementAndGet, amount -> cuts.addAndGet((int) amount));
    }
}
