// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.postern.api.surface.HookHandler.Request;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.testkit.StandIn;
import dev.postern.testkit.SurfaceAdapterContract;

/** What holds for every surface holds for this one. */
class ContractTest extends SurfaceAdapterContract {
    private StandIn world = new StandIn();

    @Override
    protected Class<?> plugin() {
        return Webhook.class;
    }

    @Override
    protected void prepare() {
        plugin.secret("hook-key", FakeSurface.KEY).secret("reply-key", FakeSurface.KEY);
        world.close();
        world = plugin.server("127.0.0.1").answers("/reply", 204, "text/plain", "");
    }

    @Override
    protected SurfaceAdapter adapter() {
        return new Webhook(Configured.of(Configured.STANDARD,
                Map.of("reply_url", world.uri("/reply").toString(), "reply_secret", "reply-key")));
    }

    @Override
    protected void bring(SurfaceAdapter adapter, String id, String text) throws Exception {
        var body = ("{\"from\":\"ada\",\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
        var now = Long.toString(plugin.clock().instant().getEpochSecond());
        var headers = Map.of("webhook-id", id, "webhook-timestamp", now, "webhook-signature",
                Signatures.standard(Signatures.key(FakeSurface.KEY), id, now, body));
        var answer = ((Webhook) adapter).handle(new Request(headers, body, "127.0.0.1"));
        if (answer.status() != 202) {
            throw new AssertionError(answer);
        }
    }

    @Override
    protected boolean arrived(String text) {
        return world.asked().stream().anyMatch(asked -> asked.body().contains(text));
    }

    @Override
    protected void breakTheWorld() {
        world.answers("/reply", 503, "text/plain", "later");
    }
}
