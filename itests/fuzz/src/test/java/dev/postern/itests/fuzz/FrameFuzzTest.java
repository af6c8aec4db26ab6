// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.fuzz;

import java.nio.charset.StandardCharsets;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.json.StrictJson;
import dev.postern.protocol.FrameCodec;
import dev.postern.protocol.FrameException;

/** Whatever a frame is, it is decoded to a frame that can be written again, or refused with a typed error. */
class FrameFuzzTest {
    private static final FrameCodec CODEC = new FrameCodec(new StrictJson());

    @FuzzTest(maxDuration = "15s")
    void decodesOrRefuses(byte[] bytes) throws FrameException {
        var text = new String(bytes, StandardCharsets.UTF_8);
        try {
            var frame = CODEC.decode(text);
            var again = CODEC.decode(CODEC.encode(frame));
            if (!again.equals(frame)) {
                throw new AssertionError(frame + " became " + again);
            }
        } catch (FrameException refused) {
            if (refused.error().message().isEmpty()) {
                throw new AssertionError("an error without a message", refused);
            }
        }
    }
}
