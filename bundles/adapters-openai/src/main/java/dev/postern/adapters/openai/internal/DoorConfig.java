// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of the door. */
@ObjectClassDefinition(name = "Postern OpenAI-compatible door",
        description = "POST /v1/chat/completions and /v1/responses, GET /v1/models, for whoever has a token")
public @interface DoorConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.adapters.openai";

    @AttributeDefinition(description = "Whether it is open; shut, /v1/ is as if it were not there")
    boolean open() default true;

    @AttributeDefinition(description = "The largest request, in bytes; pictures stand in it as base64", min = "1024",
            max = "67108864")
    int max_body_bytes() default 8_388_608;

    @AttributeDefinition(description = "Messages of one request at most", min = "1", max = "10000")
    int max_messages() default 1_000;

    @AttributeDefinition(description = "Requests that are answered at once", min = "1", max = "10000")
    int max_requests() default 512;

    @AttributeDefinition(description = "Requests of one token that are answered at once", min = "1", max = "10000")
    int max_requests_of_token() default 256;

    @AttributeDefinition(description = "How long an answer is waited for, in seconds; the turn goes on", min = "1",
            max = "86400")
    int wait_seconds() default 600;

    @AttributeDefinition(description = "How long a person's word is waited for, in seconds; the turn goes on",
            min = "0",
            max = "86400")
    int approval_wait_seconds() default 120;

    @AttributeDefinition(description = "After how many seconds without anything to tell a stream says that it lives",
            min = "1", max = "3600")
    int keep_alive_seconds() default 15;

    @AttributeDefinition(description = "What happens with a turn whose stream is hung up", options = {
        @Option(value = "continue", label = "it goes on: what was accepted is done"),
        @Option(value = "cancel", label = "it is cancelled; the token needs sessions:write")})
    String hang_up() default "continue";
}
