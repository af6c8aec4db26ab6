// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a tool says while it works, as it comes. */
@ExtendWith(SharedGateway.class)
class StreamIT {
    @Test
    void whoeverWatchesASessionSeesWhatItsToolsSay(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            client.subscribe("tool.*");
            var response = client.start("tools.invoke", JsonObject.builder().put("tool", "hostile.talks")
                    .put("input", JsonObject.EMPTY).build());
            var pieces = new ArrayList<JsonObject>();
            do {
                pieces.add(client.nextFrame());
            } while (!pieces.getLast().bool("end").orElseThrow());
            var call = WireClient.result(response.join()).text("call").orElseThrow();
            for (int i = 0; i < pieces.size(); i++) {
                var piece = pieces.get(i);
                assertThat(piece.text("type")).contains("stream");
                assertThat(piece.text("stream")).contains(call);
                assertThat(piece.integer("attempt")).contains(1L);
                assertThat(piece.integer("seq")).contains((long) i);
            }
            assertThat(pieces.getFirst().text("kind")).contains("progress");
            assertThat(pieces.getFirst().text("data")).contains("beginning");
            assertThat(pieces.stream().filter(piece -> piece.text("kind").orElse("").equals("output"))
                    .map(piece -> piece.text("data").orElse("")).reduce("", String::concat))
                    .startsWith("line 1\nline 2\n").endsWith("line 20\n");
        }
    }

    @Test
    void whoeverSubscribedToNothingSeesNothing(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            client.call("tools.invoke", JsonObject.builder().put("tool", "hostile.talks").put("input", JsonObject.EMPTY)
                    .build());
            client.raw("not a frame");
            // the answer to that is the first frame that belongs to no request
            assertThat(client.nextFrame().text("type")).contains("response");
        }
    }
}
