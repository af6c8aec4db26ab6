// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the planner. */
@ObjectClassDefinition(name = "Postern model planner",
        description = "Which models are asked, and how much; a change holds from the next step on")
public @interface PlannerConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.planner.models";

    @AttributeDefinition(
            description = "The model of sessions that name none, an endpoint and a model of it such as local/llama3.2")
    String model() default "";

    @AttributeDefinition(description = "The model that goes on once tools were called; empty for the same")
    String tool_model() default "";

    @AttributeDefinition(
            description = "The model that makes summaries of sessions that name none; empty for summaries without a model")
    String summarizer_model() default "";

    @AttributeDefinition(description = "Models that are asked in this order when one gives no answer")
    String[] fallbacks() default {};

    @AttributeDefinition(
            description = "What models are told at the beginning of every conversation, at most 20000 characters; empty for a"
                    + " few sentences of our own. A change holds from the next turn on")
    String instruction() default "";

    @AttributeDefinition(description = "Earlier turns that models see at most, 0 to 200", min = "0", max = "200")
    int history_turns() default 20;

    @AttributeDefinition(
            description = "Tokens of earlier turns at most, by an estimate; the oldest turns are left out, 0 to 1000000",
            min = "0", max = "1000000")
    int history_tokens() default 8_000;

    @AttributeDefinition(
            description = "Characters of a tool's output, and of the texts that are attached to a message, that models see,"
                    + " 100 to 1000000",
            min = "100",
            max = "1000000")
    int result_characters() default 20_000;

    @AttributeDefinition(
            description = "Bytes of an image that a model is shown; of a larger one it is told, 0 to 20000000",
            min = "0",
            max = "20000000")
    int max_image_bytes() default 3_750_000;

    @AttributeDefinition(
            description = "Bytes of all images of one request, of which the newest are shown, 0 to 50000000", min = "0",
            max = "50000000")
    int max_images_bytes() default 8_000_000;

    @AttributeDefinition(description = "Tokens that a model may write at once, 1 to 1000000", min = "1",
            max = "1000000")
    int output_tokens() default 4_096;

    @AttributeDefinition(
            description = "Tokens of one turn, read and written, upon which it asks no model any more, 1 to 100000000",
            min = "1", max = "100000000")
    int max_turn_tokens() default 200_000;

    @AttributeDefinition(description = "Seconds until an answer must begin, 1 to 3600", min = "1", max = "3600")
    int first_piece_seconds() default 60;

    @AttributeDefinition(description = "Seconds between two pieces of an answer at most, 1 to 3600", min = "1",
            max = "3600")
    int idle_seconds() default 30;

    @AttributeDefinition(description = "Seconds of an exchange with all its tries, 1 to 86400", min = "1",
            max = "86400")
    int exchange_seconds() default 300;

    @AttributeDefinition(description = "Bytes of an answer at most, as the wire has it, 1024 to 67108864",
            min = "1024", max = "67108864")
    int max_answer_bytes() default 4_194_304;
}
